"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { parseAsInteger, useQueryState } from "nuqs";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { ChannelAnswer, ChannelDraft, ChannelKindAnswer } from "@/api/schema";
import { useVersion } from "@/forms/version";
import { useSession } from "@/session/session";
import { Button } from "@/ui/button";
import { Page } from "@/ui/page";
import { RefusalPage } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { useToast } from "@/ui/toast";
import { ChannelForm } from "./channel-form";
import { DeleteChannel } from "./delete-channel";
import { formOf } from "./draft";
import { channelKindsQuery, editedChannelQuery } from "./queries";
import { StandingMark } from "./standing-mark";

export function EditChannel() {
  const t = useTranslations("channels");
  const { can } = useSession();
  const router = useRouter();
  const [id] = useQueryState("id", parseAsInteger);
  const [isDeleting, setIsDeleting] = useState(false);
  const { data: kinds, error: kindsError } = useQuery(channelKindsQuery);
  const edited = useQuery({ ...editedChannelQuery(id ?? 0), enabled: id !== null });
  const channel = edited.data?.data;
  const kind = kinds?.find((one) => one.kind === channel?.kind);
  const error = edited.error ?? kindsError;
  return (
    <Page
      title={channel?.name ?? t("channel")}
      parent={{ href: "/channels", label: t("title") }}
      mark={channel && <StandingMark channel={channel} />}
      actions={
        channel &&
        can("channels:write") && (
          <Button look="danger" icon={Trash2} onClick={() => setIsDeleting(true)}>
            {t("delete.action")}
          </Button>
        )
      }
    >
      {channel && kind && edited.data ? (
        <>
          <Edited
            key={edited.dataUpdatedAt}
            channel={channel}
            etag={edited.data.etag}
            kind={kind}
            onReload={() => void edited.refetch()}
          />
          <DeleteChannel
            channel={isDeleting ? channel : null}
            onClose={() => setIsDeleting(false)}
            onDone={() => router.push("/channels")}
          />
        </>
      ) : error ? (
        <RefusalPage error={error} onRetry={() => void edited.refetch()} />
      ) : (
        <SkeletonRows />
      )}
    </Page>
  );
}

interface EditedProps {
  channel: ChannelAnswer;
  etag: string | null;
  kind: ChannelKindAnswer;
  onReload: () => void;
}

function Edited({ channel, etag, kind, onReload }: EditedProps) {
  const t = useTranslations("channels");
  const client = useQueryClient();
  const router = useRouter();
  const toast = useToast();
  const version = useVersion(etag, onReload);

  const save = async (draft: ChannelDraft) => {
    const params = { path: { channel_id: channel.id }, header: version.header() };
    const saved = await told(api.PUT("/api/v1/channels/{channel_id}", { params, body: draft }));
    void client.invalidateQueries({ queryKey: ["channels"] });
    toast.done(t("saved", { name: saved.name }));
    router.push("/channels");
  };

  return (
    <ChannelForm
      initial={formOf(channel)}
      kind={kind}
      id={channel.id}
      action={t("save")}
      save={save}
      adviseOn={version.adviseOn}
    />
  );
}
