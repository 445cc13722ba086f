"use client";

import { ChevronsUpDown, Plus } from "lucide-react";
import { useTranslations } from "use-intl";
import { useSession } from "@/session/session";
import { Menu } from "@/ui/menu";

export function WorkspaceMenu() {
  const t = useTranslations("shell");
  const { session, workspace, switchTo } = useSession();
  return (
    <Menu
      align="start"
      trigger={
        <button
          type="button"
          className="flex min-h-10 w-full min-w-0 items-center gap-2.5 rounded-lg px-2 py-1 text-left hover:bg-surface"
        >
          {/* biome-ignore lint/performance/noImgElement: a file of our own, of a few hundred bytes */}
          <img src="/icon.svg" alt="" className="size-6.5 shrink-0" />
          <span className="min-w-0 grow truncate font-semibold">{workspace.name}</span>
          <span className="sr-only">{t("workspace")}</span>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-ink-faint" />
        </button>
      }
      items={[
        { heading: t("workspace") },
        ...session.workspaces.map((one) => ({
          label: one.name,
          isChosen: one.id === workspace.id,
          onSelect: () => switchTo(one.id),
        })),
        "line",
        { label: t("newWorkspace"), icon: Plus, href: "/workspaces" },
      ]}
    />
  );
}
