"use client";

import { ChevronLeft, ChevronRight, RotateCcw, ZoomIn } from "lucide-react";
import { useFormatter, useTranslations } from "use-intl";
import { IconButton } from "@/ui/button";
import { classes } from "@/ui/classes";
import { inputClasses } from "@/ui/fields";
import { type ChartRange, closer, moved, SPANS, type Stretch } from "./chart-range";

interface RangeBarProps {
  range: ChartRange;
  /** What is shown now. */
  stretch: Stretch | null;
  regions: readonly string[];
  region: string | null;
  onRegion: (region: string | null) => void;
}

/** What the chart spans. All that can be dragged can be pressed as well. */
export function ChartRangeBar({ range, stretch, regions, region, onRegion }: RangeBarProps) {
  const t = useTranslations("monitor.chart");
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <fieldset aria-label={t("range")} className="flex rounded-lg border bg-sunken p-0.5">
        {SPANS.map((span) => (
          <button
            key={span}
            type="button"
            aria-pressed={span === range.span && !range.zoom}
            onClick={() => range.choose(span)}
            className={classes(
              "min-h-8 rounded-md px-2.5 font-medium text-ink-soft text-sm hover:text-ink pointer-coarse:min-h-10",
              "aria-pressed:bg-raised aria-pressed:text-ink aria-pressed:shadow-flat",
            )}
          >
            {t(`spans.${span}`)}
          </button>
        ))}
      </fieldset>
      {stretch && <Moves range={range} stretch={stretch} />}
      {regions.length > 1 && (
        <select
          aria-label={t("region")}
          value={region ?? ""}
          onChange={(event) => onRegion(event.target.value || null)}
          className={classes(inputClasses, "w-auto!")}
        >
          <option value="">{t("allRegions")}</option>
          {regions.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      )}
      {range.zoom && <Zoomed {...range.zoom} />}
    </div>
  );
}

function Moves({ range, stretch }: { range: ChartRange; stretch: Stretch }) {
  const t = useTranslations("monitor.chart");
  const move = (lengths: number) => () => range.zoomTo(moved(stretch, lengths, Date.now()));
  return (
    <div className="flex">
      <IconButton icon={ChevronLeft} label={t("earlier")} onClick={move(-0.5)} />
      <IconButton icon={ChevronRight} label={t("later")} disabled={!range.zoom} onClick={move(0.5)} />
      <IconButton icon={ZoomIn} label={t("closer")} onClick={() => range.zoomTo(closer(stretch))} />
      {range.zoom && <IconButton icon={RotateCcw} label={t("reset")} onClick={range.reset} />}
    </div>
  );
}

function Zoomed({ start, end }: Stretch) {
  const format = useFormatter();
  return (
    <p className="figures text-ink-soft text-sm">
      {format.dateTimeRange(start, end, { dateStyle: "medium", timeStyle: "short" })}
    </p>
  );
}
