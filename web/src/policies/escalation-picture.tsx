"use client";

import { useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { classes } from "@/ui/classes";
import { SelectField, TextField } from "@/ui/fields";
import { duration } from "@/ui/time";
import { DAYS, type PolicyForm } from "./draft";
import {
  type Beginning,
  beginningNow,
  type Escalation,
  escalationOf,
  type Moment,
  minutesOf,
} from "./escalation";
import { EscalationDrawing } from "./escalation-drawing";
import type { Recipients } from "./recipients";

interface PictureProps {
  form: PolicyForm;
  recipients: Recipients;
  title: string;
}

/** Who is told when, while nobody takes it on: drawn, and as a list beside it. */
export function EscalationPicture({ form, recipients, title }: PictureProps) {
  const [beginning, setBeginning] = useBeginning(form);
  const escalation = escalationOf(form, beginning);
  const hasHours = form.quiet_hours !== null || form.business_hours !== null;
  return (
    <div className="grid gap-4">
      {hasHours && <BeginningFields value={beginning} onChange={setBeginning} />}
      <EscalationDrawing escalation={escalation} recipients={recipients} title={title} />
      <InWords form={form} escalation={escalation} recipients={recipients} />
    </div>
  );
}

/** At night where there are quiet hours: there they matter. */
function useBeginning(form: PolicyForm) {
  const hasQuiet = form.quiet_hours !== null;
  const zone = (form.quiet_hours ?? form.business_hours)?.time_zone ?? "UTC";
  const [chosen, choose] = useState<Beginning | null>(null);
  const [now] = useState(() => beginningNow(zone, "critical"));
  const usual: Beginning = hasQuiet ? { ...now, minute: 23 * 60, severity: "warning" } : now;
  return [chosen ?? usual, choose] as const;
}

function BeginningFields({ value, onChange }: { value: Beginning; onChange: (value: Beginning) => void }) {
  const t = useTranslations("policies.picture");
  const day = useTranslations("policies.days");
  const severity = useTranslations("matching.severities");
  const clock = `${String(Math.floor(value.minute / 60)).padStart(2, "0")}:${String(value.minute % 60).padStart(2, "0")}`;
  return (
    <div className="grid grid-cols-2 gap-3">
      <SelectField
        label={t("day")}
        value={String(value.day)}
        choices={DAYS.map((one, index) => ({ value: String(index), label: day(one) }))}
        onChange={(chosen) => onChange({ ...value, day: Number(chosen) })}
      />
      <TextField
        label={t("time")}
        type="time"
        value={clock}
        onChange={(typed) => onChange({ ...value, minute: minutesOf(typed) ?? value.minute })}
      />
      <SelectField
        label={t("severity")}
        className="col-span-2"
        value={value.severity}
        choices={(["critical", "warning"] as const).map((one) => ({ value: one, label: severity(one) }))}
        onChange={(chosen) => onChange({ ...value, severity: chosen as Beginning["severity"] })}
      />
    </div>
  );
}

/** The same as a list, for whoever reads rather than looks. */
function InWords({
  form,
  escalation,
  recipients,
}: {
  form: PolicyForm;
  escalation: Escalation;
  recipients: Recipients;
}) {
  const t = useTranslations("policies.picture.words");
  const format = useFormatter();
  const namesOf = ({ targets }: Moment) =>
    targets.length > 0 ? format.list(targets.map((target) => recipients.nameOf(target))) : t("nobody");
  return (
    <ol className="grid gap-2 border-t pt-3" aria-label={t("title")}>
      {escalation.moments.map((moment, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are in order of time
        <li key={index} className="grid grid-cols-[8.5rem_1fr] gap-x-3">
          <span className="figures text-ink-soft">
            {moment.at === 0 ? t("atOnce") : t("after", { duration: duration(moment.at) })}
          </span>
          <span className={classes(moment.isPassed && "text-ink-soft")}>
            {moment.step === null ? (
              t("reminder", { names: namesOf(moment) })
            ) : moment.isPassed ? (
              t("passed", { step: moment.step })
            ) : (
              <strong className="font-semibold">{namesOf(moment)}</strong>
            )}
            {moment.isHeld && <span className="text-ink-soft"> {t("held")}</span>}
          </span>
        </li>
      ))}
      {escalation.moreReminders > 0 && form.repeat && (
        <li className="text-ink-soft">
          {t("more", { count: escalation.moreReminders, every: form.repeat.every })}
        </li>
      )}
      <li className="text-ink-soft">{t("ends")}</li>
    </ol>
  );
}
