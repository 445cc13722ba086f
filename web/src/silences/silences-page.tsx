"use client";

import { Plus } from "lucide-react";
import { useTranslations } from "use-intl";
import { useSession } from "@/session/session";
import { Button } from "@/ui/button";
import { Page } from "@/ui/page";
import { useOpened } from "./opened";
import { WindowDialogs } from "./window-dialogs";
import { WindowList } from "./window-list";

/** Of what nobody is told, for a while. */
export function SilencesPage() {
  const t = useTranslations("silences.silence");
  const { can } = useSession();
  const opened = useOpened();
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
      <WindowList kind="silence" opened={opened} />
      <WindowDialogs kind="silence" opened={opened} />
    </Page>
  );
}
