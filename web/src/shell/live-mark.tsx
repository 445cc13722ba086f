"use client";

import { Radio, RefreshCw, WifiOff } from "lucide-react";
import { useFormatter, useTranslations } from "use-intl";
import { useLive } from "@/live/live";
import { classes } from "@/ui/classes";

const LOOKS = {
  live: { icon: Radio, className: "text-up" },
  reconnecting: { icon: RefreshCw, className: "text-degraded" },
  stale: { icon: WifiOff, className: "bg-down-soft text-down" },
};

/** Whether what is shown is of now. */
export function LiveMark() {
  const t = useTranslations("shell.live");
  const format = useFormatter();
  const { liveness, at } = useLive();
  const { icon: Icon, className } = LOOKS[liveness];
  const hint = t(`${liveness}Hint`, { time: format.dateTime(new Date(at), { timeStyle: "medium" }) });
  return (
    <span
      role="status"
      data-liveness={liveness}
      title={hint}
      className={classes(
        "inline-flex items-center gap-1.5 rounded-full px-2 py-1 font-medium text-sm",
        className,
      )}
    >
      <Icon aria-hidden className={classes("size-4", liveness === "reconnecting" && "animate-spin")} />
      <span className={liveness === "live" ? "max-sm:sr-only" : ""}>{t(liveness)}</span>
    </span>
  );
}
