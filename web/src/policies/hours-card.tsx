"use client";

import { useTranslations } from "use-intl";
import { type Errors, errorWithin } from "@/forms/json";
import { CheckGroup } from "@/matching/check-group";
import { SEVERITIES } from "@/matching/match";
import { Card } from "@/ui/card";
import { CheckField } from "@/ui/fields";
import { type Change, newNight, type PolicyForm } from "./draft";
import { HoursFields } from "./hours-fields";

interface HoursCardProps {
  form: PolicyForm;
  change: Change;
  errors: Errors;
}

/** When people are left in peace, and what business hours are where a step speaks of them. */
export function HoursCard({ form, change, errors }: HoursCardProps) {
  const t = useTranslations("policies.hours");
  const severity = useTranslations("matching.severities");
  const { quiet_hours: quiet, business_hours: business } = form;
  return (
    <Card title={t("title")}>
      <div className="grid gap-4">
        <CheckField
          label={t("quiet.label")}
          hint={t("quiet.hint")}
          isChecked={quiet !== null}
          onChange={(isOn) => change({ quiet_hours: isOn ? newNight() : null })}
        />
        {quiet && (
          <div className="grid gap-4 border-l-2 pl-4">
            <HoursFields
              value={quiet}
              onChange={(part) => change({ quiet_hours: { ...quiet, ...part } })}
              errors={errors}
              pointer="/quiet_hours"
            />
            <CheckGroup
              label={t("letThrough.label")}
              hint={t("letThrough.hint")}
              error={errorWithin(errors, "/quiet_hours/let_through")}
              choices={SEVERITIES.map((one) => ({ value: one, label: severity(one) }))}
              value={quiet.let_through}
              onChange={(let_through) => change({ quiet_hours: { ...quiet, let_through } })}
            />
          </div>
        )}
        {business && (
          <section className="grid gap-3">
            <h3 className="font-semibold text-sm">{t("business.label")}</h3>
            <div className="border-l-2 pl-4">
              <HoursFields
                value={business}
                onChange={(part) => change({ business_hours: { ...business, ...part } })}
                errors={errors}
                pointer="/business_hours"
              />
            </div>
          </section>
        )}
        {!quiet && !business && errors["/business_hours"] && (
          <p className="font-medium text-down text-sm">{errors["/business_hours"]}</p>
        )}
      </div>
    </Card>
  );
}
