"use client";

import { useTranslations } from "use-intl";
import { useSession } from "@/session/session";
import { Page } from "@/ui/page";
import { GeneralCard } from "./general-card";
import { OwnerCard } from "./owner-card";
import { PingKeyCard } from "./ping-key-card";
import { TagsCard } from "./tags-card";

/** What holds for a workspace as a whole. */
export function SettingsPage() {
  const t = useTranslations("workspace");
  const { can, workspace } = useSession();
  return (
    <Page title={t("title")} lead={t("lead", { name: workspace.name })}>
      <div className="grid gap-5 xl:max-w-4xl">
        <GeneralCard />
        {can("ping_keys:read") && <PingKeyCard />}
        {can("monitors:read") && <TagsCard />}
        {can("workspace:own") && <OwnerCard />}
      </div>
    </Page>
  );
}
