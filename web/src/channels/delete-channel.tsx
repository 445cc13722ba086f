"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { ChannelAnswer } from "@/api/schema";
import { ConfirmDialog } from "@/ui/dialog";
import { useToast } from "@/ui/toast";

interface DeleteProps {
  /** Null: nothing is asked. */
  channel: ChannelAnswer | null;
  onClose: () => void;
  onDone?: () => void;
}

/** Its name has to be typed. What is still named by a policy, rotation or channel is refused, with a reason. */
export function DeleteChannel({ channel, onClose, onDone }: DeleteProps) {
  const t = useTranslations("channels");
  const client = useQueryClient();
  const toast = useToast();
  const deletion = useMutation({
    mutationFn: (id: number) =>
      told(api.DELETE("/api/v1/channels/{channel_id}", { params: { path: { channel_id: id } } })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["channels"] });
      toast.done(t("delete.done", { name: channel?.name ?? "" }));
      close();
      onDone?.();
    },
  });
  const close = () => {
    deletion.reset();
    onClose();
  };
  if (channel === null) return null;
  return (
    <ConfirmDialog
      isOpen
      onClose={close}
      title={t("delete.title", { name: channel.name })}
      lead={t("delete.lead")}
      action={t("delete.action")}
      name={channel.name}
      isBusy={deletion.isPending}
      error={deletion.error}
      onConfirm={() => deletion.mutate(channel.id)}
    />
  );
}
