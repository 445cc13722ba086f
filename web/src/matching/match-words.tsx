"use client";

import { useQueries } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { monitorQuery } from "@/monitors/queries";
import { isEverything, type Match } from "./match";

const MOST_NAMED = 5;

/** What it fits, in words: `tagged env:prod, about down`. */
export function MatchWords({ match, all }: { match: Match; all?: ReactNode }) {
  const t = useTranslations("matching");
  const words = useMatchWords(match);
  if (isEverything(match)) return all ?? t("everything");
  return words.join(" · ");
}

function useMatchWords(match: Match): string[] {
  const t = useTranslations("matching.words");
  const concern = useTranslations("matching.concerns");
  const severity = useTranslations("matching.severities");
  const format = useFormatter();
  const monitors = useMonitorNames(match.monitors.slice(0, MOST_NAMED));
  const any = (items: readonly string[]) => format.list(items, { type: "disjunction" });
  const all = (items: readonly string[]) => format.list(items, { type: "conjunction" });
  const more = match.monitors.length - monitors.length;
  return [
    match.monitors.length > 0 &&
      (more > 0
        ? t("monitorsAndMore", { names: monitors.join(", "), more })
        : t("monitors", { names: any(monitors) })),
    match.names.length > 0 && t("names", { names: any(match.names) }),
    match.kinds.length > 0 && t("kinds", { kinds: any(match.kinds) }),
    match.tags.length > 0 && t("tags", { tags: all(match.tags) }),
    match.any_tags.length > 0 && t("tags", { tags: any(match.any_tags) }),
    match.without_tags.length > 0 && t("withoutTags", { tags: any(match.without_tags) }),
    match.concerns.length > 0 && t("concerns", { concerns: any(match.concerns.map((one) => concern(one))) }),
    match.severities.length > 0 &&
      t("severities", { severities: any(match.severities.map((one) => severity(one))) }),
  ].filter((part) => part !== false);
}

export function useMonitorNames(ids: readonly number[]): string[] {
  const found = useQueries({ queries: ids.map((id) => ({ ...monitorQuery(id), staleTime: 60_000 })) });
  return ids.map((id, index) => found[index]?.data?.name ?? `#${id}`);
}
