"use client";

import { BellOff, CalendarClock, CircleCheck, type LucideIcon, Wrench } from "lucide-react";
import { useTranslations } from "use-intl";
import type { SilenceAnswer } from "@/api/schema";
import { classes } from "@/ui/classes";
import type { WindowKind } from "./queries";

type Status = SilenceAnswer["status"];

const ICONS: Record<Status, LucideIcon> = { active: BellOff, upcoming: CalendarClock, ended: CircleCheck };

const LOOKS: Record<Status, string> = {
  active: "bg-accent-soft text-accent-strong",
  upcoming: "bg-idle-soft text-idle",
  ended: "text-ink-faint",
};

/** Whether it holds, will hold, or is over. */
export function WindowStatusMark({ kind, status }: { kind: WindowKind; status: Status }) {
  const t = useTranslations("silences.statuses");
  const Icon = kind === "maintenance" && status === "active" ? Wrench : ICONS[status];
  return (
    <span
      className={classes(
        "inline-flex items-center gap-1.5 justify-self-start whitespace-nowrap rounded-full py-0.5 pr-2.5 pl-2 font-semibold text-[0.8125rem]",
        LOOKS[status],
      )}
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      {t(status)}
    </span>
  );
}
