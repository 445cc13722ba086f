"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CirclePause, CirclePlay, Ellipsis, Pencil, Send, Trash2 } from "lucide-react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { ChannelAnswer } from "@/api/schema";
import { Button, IconButton } from "@/ui/button";
import { Menu } from "@/ui/menu";
import { useToast } from "@/ui/toast";

interface ActionsProps {
  channel: ChannelAnswer;
  onTry: (channel: ChannelAnswer) => void;
  onDelete: (channel: ChannelAnswer) => void;
}

export function ChannelActions({ channel, onTry, onDelete }: ActionsProps) {
  const t = useTranslations("channels.actions");
  const enabling = useEnabling();
  return (
    <div className="flex items-center justify-end gap-1 max-md:justify-start">
      <Button
        look="secondary"
        icon={Send}
        aria-label={t("tryNamed", { name: channel.name })}
        onClick={() => onTry(channel)}
      >
        {t("try")}
      </Button>
      <Menu
        trigger={<IconButton icon={Ellipsis} label={t("more", { name: channel.name })} />}
        items={[
          { label: t("edit"), icon: Pencil, href: `/channel?id=${channel.id}` },
          channel.enabled
            ? { label: t("disable"), icon: CirclePause, onSelect: () => enabling(channel, false) }
            : { label: t("enable"), icon: CirclePlay, onSelect: () => enabling(channel, true) },
          "line",
          { label: t("delete"), icon: Trash2, isDanger: true, onSelect: () => onDelete(channel) },
        ]}
      />
    </div>
  );
}

/** Enables or disables, with a way back in the toast. */
function useEnabling(): (channel: ChannelAnswer, isEnabled: boolean) => void {
  const t = useTranslations("channels.actions");
  const client = useQueryClient();
  const toast = useToast();
  const { mutate } = useMutation({
    mutationFn: ({ channel, isEnabled }: { channel: ChannelAnswer; isEnabled: boolean }) => {
      const params = { params: { path: { channel_id: channel.id } } };
      return told(
        isEnabled
          ? api.POST("/api/v1/channels/{channel_id}/enable", params)
          : api.POST("/api/v1/channels/{channel_id}/disable", params),
      );
    },
    onSuccess: (_, { channel, isEnabled }) =>
      toast.done(t(isEnabled ? "enabled" : "disabled", { name: channel.name }), () =>
        mutate({ channel, isEnabled: !isEnabled }),
      ),
    onError: toast.failed,
    onSettled: () => client.invalidateQueries({ queryKey: ["channels"] }),
  });
  return (channel, isEnabled) => mutate({ channel, isEnabled });
}
