"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Rows } from "@/account/rows";
import { api, told } from "@/api/client";
import { useForm } from "@/credentials/use-form";
import { useSession } from "@/session/session";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/fields";
import { Page } from "@/ui/page";
import { RefusalNote, RefusalPage } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { workspacesQuery } from "./queries";
import { WorkspaceRow } from "./workspace-row";

/** `/workspaces`: those one is in, and those one has deleted and may bring back. */
export function WorkspacesPage() {
  const t = useTranslations("account.workspaces");
  const [isCreating, setIsCreating] = useState(false);
  const { data, error, refetch } = useQuery(workspacesQuery);
  return (
    <Page
      title={t("title")}
      lead={t("lead")}
      actions={
        <Button icon={Plus} onClick={() => setIsCreating(true)}>
          {t("new")}
        </Button>
      }
    >
      <div className="w-full max-w-3xl">
        {error && <RefusalPage error={error} onRetry={() => void refetch()} />}
        {!data && !error && <SkeletonRows count={3} />}
        {data && (
          <Card>
            <Rows label={t("title")}>
              {data.items.map((workspace) => (
                <WorkspaceRow key={workspace.id} workspace={workspace} />
              ))}
            </Rows>
          </Card>
        )}
      </div>
      {isCreating && <CreateDialog onClose={() => setIsCreating(false)} />}
    </Page>
  );
}

function CreateDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("account.workspaces");
  const { switchTo } = useSession();
  const form = useForm({
    initial: { name: "" },
    send: (body) => told(api.POST("/api/v1/workspaces", { body })),
    onDone: ({ id }) => switchTo(id),
  });
  return (
    <Dialog isOpen onClose={onClose} title={t("new")}>
      <form {...form.ties} className="grid gap-4">
        <TextField
          label={t("name")}
          hint={t("nameHint")}
          autoComplete="off"
          required
          autoFocus
          {...form.field("name")}
        />
        <RefusalNote error={form.refusal} />
        <Button type="submit" isBusy={form.isBusy}>
          {t("create")}
        </Button>
      </form>
    </Dialog>
  );
}
