"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { WorkspacePingKeyAnswer } from "@/api/schema";
import { useSession } from "@/session/session";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirmed } from "@/ui/confirmed";
import { Snippet } from "@/ui/copy";
import { RefusalNote } from "@/ui/refusal";
import { Skeleton } from "@/ui/skeleton";
import { Time } from "@/ui/time";
import { useToast } from "@/ui/toast";
import { BringKey } from "./bring-key";
import { workspacePingKeyQuery } from "./queries";

type Asked = "rotate" | "delete" | "bring";

/** One address for all that is pushed to, by slug. */
export function PingKeyCard() {
  const t = useTranslations("workspace.pingKey");
  const { can } = useSession();
  const { data: key, error } = useQuery(workspacePingKeyQuery);
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = () => setAsked(null);
  return (
    <Card title={t("title")}>
      <div className="grid grid-cols-1 gap-4">
        <p className="text-ink-soft text-sm">{t(key === null ? "none" : "lead")}</p>
        <RefusalNote error={error} />
        {key === undefined && !error && <Skeleton className="h-12" />}
        {key && <Address pingKey={key} />}
        {key !== undefined && can("ping_keys:write") && <Actions hasKey={key !== null} onAsk={setAsked} />}
      </div>
      {asked === "rotate" && <RotateDialog onClose={close} />}
      {asked === "delete" && <DeleteDialog onClose={close} />}
      {asked === "bring" && <BringKey onClose={close} />}
    </Card>
  );
}

function Address({ pingKey }: { pingKey: WorkspacePingKeyAnswer }) {
  const t = useTranslations("workspace.pingKey");
  const base = pingKey.url.endsWith("/") ? pingKey.url : `${pingKey.url}/`;
  return (
    <div className="grid grid-cols-1 gap-1.5">
      <Snippet label={t("label")} text={base + t("slug")} />
      <p className="text-ink-soft text-sm">
        {t.rich("since", { time: () => <Time at={pingKey.created_at} look="short" /> })}
      </p>
    </div>
  );
}

function Actions({ hasKey, onAsk }: { hasKey: boolean; onAsk: (asked: Asked) => void }) {
  const t = useTranslations("workspace.pingKey");
  const client = useQueryClient();
  const toast = useToast();
  const creating = useMutation({
    mutationFn: () => told(api.POST("/api/v1/ping-key")),
    onSuccess: (key) => {
      client.setQueryData(workspacePingKeyQuery.queryKey, key);
      toast.done(t("created"));
    },
    onError: toast.failed,
  });
  return (
    <div className="flex flex-wrap gap-2">
      {hasKey ? (
        <Button look="secondary" icon={KeyRound} onClick={() => onAsk("rotate")}>
          {t("rotate")}
        </Button>
      ) : (
        <Button
          look="secondary"
          icon={KeyRound}
          isBusy={creating.isPending}
          onClick={() => creating.mutate()}
        >
          {t("create")}
        </Button>
      )}
      <Button look="quiet" onClick={() => onAsk("bring")}>
        {t("bring")}
      </Button>
      {hasKey && (
        <Button look="danger" onClick={() => onAsk("delete")}>
          {t("delete")}
        </Button>
      )}
    </div>
  );
}

function RotateDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("workspace.pingKey");
  const client = useQueryClient();
  const toast = useToast();
  return (
    <Confirmed
      title={t("rotateTitle")}
      lead={t("rotateLead")}
      action={t("rotateAction")}
      onClose={onClose}
      act={async () =>
        client.setQueryData(workspacePingKeyQuery.queryKey, await told(api.POST("/api/v1/ping-key")))
      }
      onDone={() => toast.done(t("rotated"))}
    />
  );
}

function DeleteDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("workspace.pingKey");
  const client = useQueryClient();
  const toast = useToast();
  return (
    <Confirmed
      title={t("deleteTitle")}
      lead={t("deleteLead")}
      action={t("deleteAction")}
      name={t("deleteName")}
      onClose={onClose}
      act={() => told(api.DELETE("/api/v1/ping-key"))}
      onDone={() => {
        client.setQueryData(workspacePingKeyQuery.queryKey, null);
        toast.done(t("deleted"));
      }}
    />
  );
}
