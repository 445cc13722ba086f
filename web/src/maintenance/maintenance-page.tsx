"use client";

import { Plus } from "lucide-react";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useTranslations } from "use-intl";
import { useSession } from "@/session/session";
import { useOpened } from "@/silences/opened";
import { WindowDialogs } from "@/silences/window-dialogs";
import { WindowList } from "@/silences/window-list";
import { Button } from "@/ui/button";
import { Page } from "@/ui/page";
import { Tabs } from "@/ui/tabs";
import { Calendar } from "./calendar";

const VIEWS = ["calendar", "list"] as const;

/** Work that is planned: its time counts against nobody. */
export function MaintenancePage() {
  const t = useTranslations("silences.maintenance");
  const { can } = useSession();
  const opened = useOpened();
  const [view, setView] = useQueryState("view", parseAsStringLiteral(VIEWS).withDefault("calendar"));
  return (
    <Page
      title={t("title")}
      lead={t("lead")}
      actions={
        can("silences:write") && (
          <Button icon={Plus} onClick={() => opened.create()}>
            {t("create")}
          </Button>
        )
      }
    >
      <Tabs
        label={t("views.label")}
        value={view}
        onChange={(value) => void setView(VIEWS.find((one) => one === value) ?? null)}
        tabs={[
          { value: "calendar", label: t("views.calendar"), panel: <Calendar opened={opened} /> },
          {
            value: "list",
            label: t("views.list"),
            panel: <WindowList kind="maintenance" opened={opened} />,
          },
        ]}
      />
      <WindowDialogs kind="maintenance" opened={opened} />
    </Page>
  );
}
