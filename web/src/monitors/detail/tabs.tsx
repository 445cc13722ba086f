"use client";

import { parseAsString, useQueryState } from "nuqs";
import { useTranslations } from "use-intl";
import type { MonitorAnswer } from "@/api/schema";
import { useSession } from "@/session/session";
import { type Tab, Tabs } from "@/ui/tabs";
import { BadgesTab } from "./badges-tab";
import { HistoryTab } from "./history-tab";
import { Overview } from "./overview";
import { PingsTab } from "./pings-tab";
import { isPushed } from "./pushed";
import { ResultsTab } from "./results-tab";

/** What is below the state. Only what is looked at is read. */
export function MonitorTabs({ monitor }: { monitor: MonitorAnswer }) {
  const t = useTranslations("monitor.tabs");
  const { can } = useSession();
  const [chosen, choose] = useQueryState("tab", parseAsString.withDefault("overview"));
  const tabs: Tab[] = [
    { value: "overview", label: t("overview"), panel: <Overview monitor={monitor} /> },
    isPushed(monitor)
      ? { value: "pings", label: t("pings"), panel: <PingsTab monitor={monitor} /> }
      : { value: "results", label: t("results"), panel: <ResultsTab monitor={monitor} /> },
    { value: "history", label: t("history"), panel: <HistoryTab monitor={monitor} /> },
  ];
  // Their addresses are as good as a credential.
  if (can("monitors:write"))
    tabs.push({ value: "badges", label: t("badges"), panel: <BadgesTab monitor={monitor} /> });
  const value = tabs.some((tab) => tab.value === chosen) ? chosen : "overview";
  return (
    <Tabs
      tabs={tabs}
      value={value}
      onChange={(next) => void choose(next === "overview" ? null : next)}
      label={t("label", { name: monitor.name })}
    />
  );
}
