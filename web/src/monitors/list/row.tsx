"use client";

import { Wrench } from "lucide-react";
import Link from "next/link";
import { memo } from "react";
import { useTranslations } from "use-intl";
import type { MonitorAnswer } from "@/api/schema";
import { Bars } from "@/charts/bars";
import { useLatencyText } from "@/charts/latency";
import { usePercentage } from "@/charts/percentage";
import { Sparkline } from "@/charts/sparkline";
import { useSchemaText } from "@/i18n/schema-texts";
import { StateIcon, StateMark, shownState, stateText } from "@/ui/state-mark";
import { Tag } from "@/ui/tag";
import { duration, useNow } from "@/ui/time";
import { Cell } from "./grid-parts";
import type { Picture } from "./pictures";
import { type OpenMenu, RowMenuButton } from "./row-menu";

export interface RowProps {
  monitor: MonitorAnswer;
  picture: Picture | undefined;
  /** Where the keyboard is. */
  isActive: boolean;
  isSelected: boolean;
  onSelect: ((id: number, isRange: boolean) => void) | null;
  isMenuOpen: boolean;
  onMenu: (menu: OpenMenu | null) => void;
}

type Row = Omit<RowProps, "picture">;

/** The columns of a row and of its heading; without selecting, the first one is missing. */
export const COLUMNS =
  "grid grid-cols-[2.25rem_8.75rem_minmax(0,1fr)_5.5rem_2.5rem] gap-x-3 lg:grid-cols-[2.25rem_8.75rem_minmax(0,1fr)_11rem_6.5rem_4.5rem_5.25rem_2.5rem]";
export const COLUMNS_READ_ONLY =
  "grid grid-cols-[8.75rem_minmax(0,1fr)_5.5rem_2.5rem] gap-x-3 lg:grid-cols-[8.75rem_minmax(0,1fr)_11rem_6.5rem_4.5rem_5.25rem_2.5rem]";

const MOST_TAGS = 4;

/** Where there is room: everything about a monitor in a line. */
export function WideRow({ picture, ...row }: RowProps) {
  const { monitor, isActive, isMenuOpen, onMenu } = row;
  return (
    <>
      <RowCheck {...row} />
      <Facts {...{ monitor, picture, isActive, isMenuOpen, onMenu }} />
    </>
  );
}

type FactsProps = Omit<RowProps, "isSelected" | "onSelect">;

/** All that a tick leaves as it is. */
const Facts = memo(function Facts({ monitor, picture, isActive, isMenuOpen, onMenu }: FactsProps) {
  const t = useTranslations("monitors.list");
  const say = useSchemaText();
  const percentage = usePercentage();
  const latency = useLatencyText();
  const total = picture?.bars?.total ?? null;
  return (
    <>
      <Cell className="grid justify-items-start gap-0.5">
        <StateMark state={shownState(monitor)} />
        <Since monitor={monitor} />
      </Cell>
      <Cell className="grid min-w-0 gap-0.5">
        <NameLink monitor={monitor} isActive={isActive} className="truncate font-medium" />
        <span className="flex h-6 min-w-0 flex-wrap items-center gap-x-2 gap-y-4 overflow-hidden text-ink-soft text-sm">
          <span className="max-w-full truncate xl:max-w-[60%]">{say(monitor.target) || t("pushed")}</span>
          {/* What does not fit wraps out of sight: better one tag less than four that nobody can read. */}
          {monitor.tags.slice(0, MOST_TAGS).map((tag) => (
            <span key={tag} className="max-xl:hidden">
              <Tag tag={tag} />
            </span>
          ))}
        </span>
      </Cell>
      <Cell className="max-lg:hidden">
        {picture?.bars && <Bars bars={picture.bars} className="h-6 w-full" />}
      </Cell>
      <Cell className="max-lg:hidden">
        {picture?.sparkline && <Sparkline line={picture.sparkline} className="h-7 w-full" />}
      </Cell>
      <Cell className="figures text-right text-sm max-lg:hidden">
        {picture && (picture.p95 === null ? <Nothing /> : latency(picture.p95))}
      </Cell>
      <Cell className="figures text-right text-sm">
        {picture && (total === null ? <Nothing /> : percentage(total))}
      </Cell>
      <Cell>
        <RowMenuButton monitor={monitor} isReachable={isActive} isOpen={isMenuOpen} onMenu={onMenu} />
      </Cell>
    </>
  );
});

/** On a phone: what it is and how it is. */
export function NarrowRow(row: Row) {
  const { monitor, isActive } = row;
  const t = useTranslations("common.states");
  const say = useSchemaText();
  const state = shownState(monitor);
  return (
    <>
      <RowCheck {...row} />
      <Cell className="flex min-w-0 items-center gap-3">
        <StateIcon state={state} className="size-6" />
        <span className="grid min-w-0 gap-0.5">
          <NameLink monitor={monitor} isActive={isActive} className="truncate font-medium text-base" />
          <span className="flex min-w-0 items-baseline gap-1.5 text-ink-soft text-sm">
            <span className={`shrink-0 font-semibold ${stateText(state)}`}>{t(state)}</span>
            <Since monitor={monitor} />
            <span className="truncate">{say(monitor.target)}</span>
          </span>
        </span>
      </Cell>
      <Cell>
        <RowMenuButton monitor={monitor} isReachable={isActive} isOpen={row.isMenuOpen} onMenu={row.onMenu} />
      </Cell>
    </>
  );
}

function NameLink({
  monitor,
  isActive,
  className,
}: {
  monitor: MonitorAnswer;
  isActive: boolean;
  className: string;
}) {
  return (
    <Link
      href={`/monitor?id=${monitor.id}`}
      prefetch={false}
      tabIndex={isActive ? 0 : -1}
      title={monitor.name}
      className={className}
    >
      {monitor.name}
    </Link>
  );
}

function RowCheck({ monitor, isActive, isSelected, onSelect }: Row) {
  const t = useTranslations("monitors.list");
  if (!onSelect) return null;
  return (
    <Cell className="flex">
      <label className="inline-flex size-9 items-center justify-center pointer-coarse:size-11">
        <span className="sr-only">{t("select", { name: monitor.name })}</span>
        <input
          type="checkbox"
          checked={isSelected}
          tabIndex={isActive ? 0 : -1}
          onChange={(event) => onSelect(monitor.id, (event.nativeEvent as MouseEvent).shiftKey)}
          className="size-4.5 accent-accent"
        />
      </label>
    </Cell>
  );
}

/** For how long it has been so; a maintenance window shows beside whatever the state is. */
function Since({ monitor }: { monitor: MonitorAnswer }) {
  const t = useTranslations("common.states");
  const now = useNow();
  if (monitor.maintenance) {
    return (
      <span
        className="inline-flex items-center gap-1 text-ink-soft text-xs"
        title={monitor.maintenance.comment}
      >
        <Wrench aria-hidden className="size-3.5" />
        {t("maintenance")}
      </span>
    );
  }
  if (!monitor.enabled) return null;
  return (
    <span className="figures whitespace-nowrap text-ink-soft text-xs md:pl-1.5">
      {duration(inMinutes((now - Date.parse(monitor.since)) / 1000))}
    </span>
  );
}

/** Seconds that go by make a list restless. */
function inMinutes(seconds: number): number {
  return seconds < 60 ? Math.max(0, seconds) : seconds - (seconds % 60);
}

function Nothing() {
  const t = useTranslations("monitors.list");
  return (
    <span className="text-ink-faint" title={t("nothingMeasured")}>
      –<span className="sr-only">{t("nothingMeasured")}</span>
    </span>
  );
}
