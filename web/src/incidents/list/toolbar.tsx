"use client";

import { CalendarRange, UserCheck } from "lucide-react";
import { type ReactNode, useId } from "react";
import { useTranslations } from "use-intl";
import { buttonClasses } from "@/ui/button";
import { classes } from "@/ui/classes";
import { inputClasses } from "@/ui/fields";
import { Menu } from "@/ui/menu";
import { StateIcon } from "@/ui/state-mark";
import { type IncidentSeverity, SEVERITIES } from "../asked";
import { type FilterChoice, PERIODS, STATUSES } from "./filters";
import { MonitorFilter } from "./monitor-filter";

/** Which incidents are shown. */
export function Toolbar({ choice }: { choice: FilterChoice }) {
  const common = useTranslations("common.empty");
  return (
    <div className="grid gap-2.5">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <StatusChoice choice={choice} />
        <SeverityChoice choice={choice} />
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <AcknowledgedMenu choice={choice} />
        <MonitorFilter value={choice.filters.monitor} onChange={(monitor) => choice.change({ monitor })} />
        <PeriodMenu choice={choice} />
        {choice.filters.period === "days" && <Days choice={choice} />}
        {choice.isFiltered && (
          <button type="button" onClick={choice.clear} className="link min-h-9 px-1 text-sm">
            {common("clearFilters")}
          </button>
        )}
      </div>
    </div>
  );
}

function StatusChoice({ choice }: { choice: FilterChoice }) {
  const t = useTranslations("incidents.filters");
  return (
    <fieldset className="inline-flex rounded-lg border bg-sunken p-0.5">
      <legend className="sr-only">{t("status")}</legend>
      {STATUSES.map((status) => (
        <button
          key={status}
          type="button"
          aria-pressed={choice.filters.status === status}
          onClick={() => choice.change({ status })}
          className={classes(
            "min-h-8 rounded-md px-3.5 text-sm pointer-coarse:min-h-10",
            choice.filters.status === status
              ? "bg-surface font-semibold text-ink shadow-flat"
              : "text-ink-soft hover:text-ink",
          )}
        >
          {t(`statuses.${status}`)}
        </button>
      ))}
    </fieldset>
  );
}

function SeverityChoice({ choice }: { choice: FilterChoice }) {
  const t = useTranslations("incidents.filters");
  const states = useTranslations("common.states");
  const { severity: chosen } = choice.filters;
  const toggle = (one: IncidentSeverity) =>
    choice.change({
      severity: chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one],
    });
  return (
    <fieldset className="flex flex-wrap gap-1.5">
      <legend className="sr-only">{t("severity")}</legend>
      {SEVERITIES.map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={chosen.includes(one)}
          onClick={() => toggle(one)}
          className={classes(
            "inline-flex min-h-8.5 items-center gap-1.5 rounded-full border px-3 text-sm transition-colors pointer-coarse:min-h-11",
            chosen.includes(one)
              ? "border-accent bg-accent-soft font-semibold text-accent-strong"
              : "bg-surface text-ink-soft hover:text-ink",
          )}
        >
          <StateIcon state={one} className="size-4" />
          {states(one)}
        </button>
      ))}
    </fieldset>
  );
}

function AcknowledgedMenu({ choice }: { choice: FilterChoice }) {
  const t = useTranslations("incidents.filters");
  const { acknowledged } = choice.filters;
  const words = { yes: t("acknowledgedYes"), no: t("acknowledgedNo") };
  return (
    <FilterMenu
      icon={<UserCheck aria-hidden className="size-4 text-ink-faint" />}
      label={acknowledged ? words[acknowledged] : t("acknowledged")}
      isOn={acknowledged !== null}
      items={[
        { label: t("any"), isChosen: acknowledged === null, value: null },
        { label: words.no, isChosen: acknowledged === "no", value: "no" as const },
        { label: words.yes, isChosen: acknowledged === "yes", value: "yes" as const },
      ]}
      onChoose={(value) => choice.change({ acknowledged: value })}
    />
  );
}

function PeriodMenu({ choice }: { choice: FilterChoice }) {
  const t = useTranslations("incidents.filters");
  const { period } = choice.filters;
  return (
    <FilterMenu
      icon={<CalendarRange aria-hidden className="size-4 text-ink-faint" />}
      label={period ? t(`periods.${period}`) : t("period")}
      isOn={period !== null}
      items={[
        { label: t("anyTime"), isChosen: period === null, value: null },
        ...PERIODS.map((one) => ({ label: t(`periods.${one}`), isChosen: one === period, value: one })),
      ]}
      onChoose={(value) => choice.change({ period: value, from: null, to: null })}
    />
  );
}

function FilterMenu<Value>({
  icon,
  label,
  isOn,
  items,
  onChoose,
}: {
  icon: ReactNode;
  label: string;
  isOn: boolean;
  items: readonly { label: string; isChosen: boolean; value: Value }[];
  onChoose: (value: Value) => void;
}) {
  return (
    <Menu
      align="start"
      trigger={
        <button
          type="button"
          className={buttonClasses("secondary", isOn ? "border-accent text-accent-strong" : undefined)}
        >
          {icon}
          {label}
        </button>
      }
      items={items.map(({ value, ...item }) => ({ ...item, onSelect: () => onChoose(value) }))}
    />
  );
}

function Days({ choice }: { choice: FilterChoice }) {
  const t = useTranslations("incidents.filters");
  const id = useId();
  return (
    <div className="flex flex-wrap items-center gap-2 text-sm">
      {(["from", "to"] as const).map((side) => (
        <label key={side} htmlFor={`${id}-${side}`} className="flex items-center gap-1.5 text-ink-soft">
          {t(side)}
          <input
            id={`${id}-${side}`}
            type="date"
            value={choice.filters[side] ?? ""}
            onChange={(event) => choice.change({ [side]: event.target.value || null })}
            className={classes(inputClasses, "max-w-40")}
          />
        </label>
      ))}
    </div>
  );
}
