"use client";

import { useTranslations } from "use-intl";
import { useTabTitle } from "@/ui/page";
import { StateIcon } from "@/ui/state-mark";
import { type Standing, useSentence } from "./sentence";

/** The answer to what everybody comes for. */
export function Hero({ standing }: { standing: Standing }) {
  const t = useTranslations("dashboard");
  const sentence = useSentence();
  const { paused, maintenance, states } = standing;
  const bad = states.down + states.degraded;
  // Seen in the row of tabs, while something else is being read.
  useTabTitle(`${bad > 0 ? `(${bad}) ` : ""}${t("title")} · Tocsin`);
  return (
    <header className="flex items-start gap-4 py-2 sm:gap-5 sm:py-4">
      <StateIcon state={standing.worst} className="mt-0.5 size-10 sm:size-13" />
      <div className="grid min-w-0 gap-1.5">
        <h1
          aria-live="polite"
          className="max-w-[26ch] text-balance font-semibold text-[1.75rem] leading-[1.15] tracking-tight sm:max-w-[34ch] sm:text-4xl"
        >
          {sentence(standing)}
        </h1>
        {(paused > 0 || maintenance > 0) && (
          <p className="text-ink-soft sm:text-lg">
            {[
              paused > 0 && t("paused", { count: paused }),
              maintenance > 0 && t("inMaintenance", { count: maintenance }),
            ]
              .filter(Boolean)
              .join(" · ")}
          </p>
        )}
      </div>
    </header>
  );
}
