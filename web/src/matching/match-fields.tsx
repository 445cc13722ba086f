"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { type Errors, errorWithin } from "@/forms/json";
import { PickMany } from "@/forms/pick-many";
import { asLines, useTyped } from "@/forms/use-typed";
import { useSchemaText } from "@/i18n/schema-texts";
import { kindsQuery, monitorSearch } from "@/monitors/form/queries";
import { tagsQuery } from "@/monitors/list/queries";
import { type Choice, TextArea } from "@/ui/fields";
import { CheckGroup } from "./check-group";
import { CONCERNS, type Match, SEVERITIES } from "./match";
import { useMonitorNames } from "./match-words";

interface MatchProps {
  value: Match;
  onChange: (part: Partial<Match>) => void;
  errors: Errors;
  pointer: string;
  /** Of whom incidents are told, and not only of monitors. */
  hasIncidents?: boolean;
}

/** Which monitors, and which of their incidents; what is seldom wanted is folded away. */
export function MatchFields(props: MatchProps) {
  const t = useTranslations("matching");
  const { value, onChange, errors, pointer, hasIncidents } = props;
  const isRare = [value.any_tags, value.without_tags, value.names, value.kinds].some(
    (list) => list.length > 0,
  );
  return (
    <div className="grid gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <TagsPick {...props} name="tags" />
        <MonitorsPick {...props} />
      </div>
      {hasIncidents && (
        <>
          <CheckGroup
            label={t("fields.concerns.label")}
            hint={t("fields.concerns.hint")}
            error={errorWithin(errors, `${pointer}/concerns`)}
            choices={CONCERNS.map((one) => ({ value: one, label: t(`concerns.${one}`) }))}
            value={value.concerns}
            onChange={(concerns) => onChange({ concerns })}
          />
          <CheckGroup
            label={t("fields.severities.label")}
            error={errorWithin(errors, `${pointer}/severities`)}
            choices={SEVERITIES.map((one) => ({ value: one, label: t(`severities.${one}`) }))}
            value={value.severities}
            onChange={(severities) => onChange({ severities })}
          />
        </>
      )}
      <details open={isRare || undefined} className="group">
        <summary className="w-fit rounded-md py-1 font-medium text-ink-soft text-sm hover:text-ink">
          {t("more")}
        </summary>
        <div className="mt-3 grid gap-4 sm:grid-cols-2">
          <TagsPick {...props} name="any_tags" />
          <TagsPick {...props} name="without_tags" />
          <KindsPick {...props} />
          <NamesField {...props} />
        </div>
      </details>
    </div>
  );
}

const choicesOf = (values: readonly string[]): Choice[] => values.map((one) => ({ value: one, label: one }));

function TagsPick({
  value,
  onChange,
  errors,
  pointer,
  name,
}: MatchProps & { name: "tags" | "any_tags" | "without_tags" }) {
  const t = useTranslations("matching.fields");
  const [typed, setTyped] = useState("");
  const { data: known = [] } = useQuery(tagsQuery);
  const choices = useMemo(() => {
    const wanted = typed.trim().toLowerCase();
    return choicesOf(known.filter((tag) => tag.includes(wanted)).slice(0, 30));
  }, [known, typed]);
  return (
    <PickMany
      label={t(`${name}.label`)}
      hint={t(`${name}.hint`)}
      error={errorWithin(errors, `${pointer}/${name}`)}
      isFree
      value={choicesOf(value[name])}
      onChange={(tags) => onChange({ [name]: tags.map((tag) => tag.value) })}
      {...{ choices, typed }}
      onType={setTyped}
      placeholder="env:prod"
    />
  );
}

function MonitorsPick({ value, onChange, errors, pointer }: MatchProps) {
  const t = useTranslations("matching.fields.monitors");
  const [typed, setTyped] = useState("");
  const { data: found = [] } = useQuery(monitorSearch(typed.trim()));
  const names = useMonitorNames(value.monitors);
  return (
    <PickMany
      label={t("label")}
      hint={t("hint")}
      error={errorWithin(errors, `${pointer}/monitors`)}
      value={value.monitors.map((id, index) => ({ value: String(id), label: names[index] ?? `#${id}` }))}
      onChange={(chosen) => onChange({ monitors: chosen.map((one) => Number(one.value)) })}
      choices={found.map((one) => ({ value: String(one.id), label: one.name }))}
      typed={typed}
      onType={setTyped}
      placeholder={t("placeholder")}
    />
  );
}

function KindsPick({ value, onChange, errors, pointer }: MatchProps) {
  const t = useTranslations("matching.fields.kinds");
  const [typed, setTyped] = useState("");
  const say = useSchemaText();
  const { data: kinds = [] } = useQuery(kindsQuery);
  const titleOf = (kind: string) => say(kinds.find((one) => one.kind === kind)?.title ?? kind);
  const wanted = typed.trim().toLowerCase();
  return (
    <PickMany
      label={t("label")}
      error={errorWithin(errors, `${pointer}/kinds`)}
      value={value.kinds.map((kind) => ({ value: kind, label: titleOf(kind) }))}
      onChange={(chosen) => onChange({ kinds: chosen.map((one) => one.value) })}
      choices={kinds
        .map(({ kind }) => ({ value: kind, label: titleOf(kind) }))
        .filter(({ value: kind, label }) => `${kind} ${label}`.toLowerCase().includes(wanted))}
      typed={typed}
      onType={setTyped}
      placeholder="HTTP"
    />
  );
}

function NamesField({ value, onChange, errors, pointer }: MatchProps) {
  const t = useTranslations("matching.fields.names");
  const { text, type } = useTyped(
    [...value.names],
    (names) => onChange({ names: names as string[] }),
    asLines,
  );
  return (
    <TextArea
      label={t("label")}
      hint={t("hint")}
      error={errorWithin(errors, `${pointer}/names`)}
      rows={2}
      placeholder="shop*"
      spellCheck={false}
      value={text}
      onChange={type}
    />
  );
}
