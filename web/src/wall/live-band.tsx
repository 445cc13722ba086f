"use client";

import { useFormatter, useTranslations } from "use-intl";
import { useLive } from "@/live/live";
import { LiveMark } from "@/shell/live-mark";

/** Old news must not look like good news: when nothing is heard, the wall says so as large as it says everything. */
export function LiveBand() {
  const t = useTranslations("wall");
  const format = useFormatter();
  const { liveness, at } = useLive();
  return (
    <>
      <LiveMark />
      {liveness === "stale" && (
        <span
          role="alert"
          className="fixed inset-x-0 top-0 z-40 bg-down-fill px-[3vmin] py-[1.2vmin] text-center font-bold text-[max(1.25rem,4vmin)] text-canvas"
        >
          {t("stale", { time: format.dateTime(at, { timeStyle: "short" }) })}
        </span>
      )}
    </>
  );
}
