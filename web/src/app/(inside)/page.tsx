"use client";

import { useTranslations } from "use-intl";
import { Page } from "@/ui/page";

export default function DashboardPage() {
  const t = useTranslations("shell.nav");
  return <Page title={t("dashboard")}>…</Page>;
}
