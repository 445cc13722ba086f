"use client";

import { useTranslations } from "use-intl";
import type { Errors } from "@/forms/json";
import { Card } from "@/ui/card";
import { CheckField, TextField } from "@/ui/fields";
import type { Change, PolicyForm } from "./draft";

interface TellingProps {
  form: PolicyForm;
  change: Change;
  errors: Errors;
}

/** Reminders, what is told as one, and what comes after. */
export function TellingCard({ form, change, errors }: TellingProps) {
  const t = useTranslations("policies.telling");
  const { repeat } = form;
  return (
    <Card title={t("title")}>
      <div className="grid gap-4">
        <CheckField
          label={t("repeat.label")}
          hint={t("repeat.hint")}
          isChecked={repeat !== null}
          onChange={(isOn) => change({ repeat: isOn ? { every: "1h", at_most: "10" } : null })}
        />
        {repeat && (
          <div className="grid grid-cols-2 gap-4 border-l-2 pl-4">
            <TextField
              label={t("every")}
              error={errors["/repeat/every"] ?? errors["/repeat"]}
              placeholder="1h"
              value={repeat.every}
              onChange={(every) => change({ repeat: { ...repeat, every } })}
            />
            <TextField
              label={t("atMost")}
              error={errors["/repeat/at_most"]}
              inputMode="numeric"
              value={repeat.at_most}
              onChange={(at_most) => change({ repeat: { ...repeat, at_most } })}
            />
          </div>
        )}
        <CheckField
          label={t("groups.label")}
          hint={t("groups.hint")}
          isChecked={form.groups}
          onChange={(groups) => change({ groups })}
        />
        <TextField
          label={t("groupWait.label")}
          hint={t("groupWait.hint")}
          error={errors["/group_wait"]}
          placeholder="30s"
          value={form.group_wait}
          onChange={(group_wait) => change({ group_wait })}
        />
        <CheckField
          label={t("recovery.label")}
          isChecked={form.tells_recovery}
          onChange={(tells_recovery) => change({ tells_recovery })}
        />
        <CheckField
          label={t("continues.label")}
          hint={t("continues.hint")}
          isChecked={form.continues}
          onChange={(continues) => change({ continues })}
        />
      </div>
    </Card>
  );
}
