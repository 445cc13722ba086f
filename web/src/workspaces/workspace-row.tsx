"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Mark, Row } from "@/account/rows";
import { api, told } from "@/api/client";
import type { OwnWorkspaceAnswer } from "@/api/schema";
import { useSession } from "@/session/session";
import { Button } from "@/ui/button";
import { ConfirmDialog } from "@/ui/dialog";
import { Time } from "@/ui/time";
import { useToast } from "@/ui/toast";

export function WorkspaceRow({ workspace }: { workspace: OwnWorkspaceAnswer }) {
  return workspace.deleted_at ? <Deleted workspace={workspace} /> : <Present workspace={workspace} />;
}

function Present({ workspace }: { workspace: OwnWorkspaceAnswer }) {
  const t = useTranslations("account.workspaces");
  const roles = useTranslations("door.roles");
  const { workspace: current, switchTo } = useSession();
  const [isLeaving, setIsLeaving] = useState(false);
  const isCurrent = workspace.id === current.id;
  const isOwn = workspace.role === "owner";
  return (
    <>
      <Row
        title={workspace.name}
        mark={isCurrent && <Mark isGood>{t("current")}</Mark>}
        hint={
          <>
            {roles(workspace.role)}
            {isOwn && ` · ${t("ownerHint")}`}
          </>
        }
        actions={
          <>
            {!isOwn && (
              <Button look="quiet" onClick={() => setIsLeaving(true)}>
                {t("leave")}
              </Button>
            )}
            {!isCurrent && (
              <Button look="secondary" onClick={() => switchTo(workspace.id)}>
                {t("open")}
              </Button>
            )}
          </>
        }
      />
      {isLeaving && <LeaveDialog workspace={workspace} onClose={() => setIsLeaving(false)} />}
    </>
  );
}

function LeaveDialog({ workspace, onClose }: { workspace: OwnWorkspaceAnswer; onClose: () => void }) {
  const t = useTranslations("account.workspaces");
  const client = useQueryClient();
  const { session, workspace: current, switchTo } = useSession();
  const { done } = useToast();
  const params = { path: { workspace_id: workspace.id } };
  const leave = useMutation({
    mutationFn: () => told(api.POST("/api/v1/workspaces/{workspace_id}/leave", { params })),
    onSuccess: () => {
      const other = session.workspaces.find((one) => one.id !== workspace.id);
      if (workspace.id === current.id && other) return switchTo(other.id);
      void client.invalidateQueries({ queryKey: ["workspaces"] });
      void client.invalidateQueries({ queryKey: ["session"] });
      done(t("left", { name: workspace.name }));
      onClose();
    },
  });
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={t("leaveTitle", { name: workspace.name })}
      lead={t("leaveLead")}
      action={t("leave")}
      name={workspace.name}
      isBusy={leave.isPending}
      error={leave.error}
      onConfirm={() => leave.mutate()}
    />
  );
}

function Deleted({ workspace }: { workspace: OwnWorkspaceAnswer }) {
  const t = useTranslations("account.workspaces");
  const client = useQueryClient();
  const { done, failed } = useToast();
  const until = workspace.restorable_until;
  const params = { path: { workspace_id: workspace.id } };
  const restore = useMutation({
    mutationFn: () => told(api.POST("/api/v1/workspaces/{workspace_id}/restore", { params })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["workspaces"] });
      void client.invalidateQueries({ queryKey: ["session"] });
      done(t("restored", { name: workspace.name }));
    },
    onError: failed,
  });
  return (
    <Row
      title={workspace.name}
      mark={<Mark>{t("deleted")}</Mark>}
      hint={until && t.rich("restorableUntil", { time: () => <Time at={until} look="full" /> })}
      actions={
        <Button look="secondary" isBusy={restore.isPending} onClick={() => restore.mutate()}>
          {t("restore")}
        </Button>
      }
    />
  );
}
