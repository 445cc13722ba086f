"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { useEffect } from "react";
import { useTranslations } from "use-intl";
import type { ChannelAnswer } from "@/api/schema";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { RefusalNote } from "@/ui/refusal";
import { TrialOutcome } from "./trial";
import { send } from "./trial-card";

/** Sends a test by a saved channel at once, and shows the far side's answer. */
export function SavedTrial({ channel, onClose }: { channel: ChannelAnswer | null; onClose: () => void }) {
  const t = useTranslations("channels.trial");
  const client = useQueryClient();
  const { mutate, reset, data, error, isPending } = useMutation({
    mutationFn: (id: number) => send({ saved: id }),
    onSettled: () => client.invalidateQueries({ queryKey: ["channels"] }),
  });
  const id = channel?.id;
  useEffect(() => {
    if (id === undefined) reset();
    else mutate(id);
  }, [id, mutate, reset]);
  if (channel === null) return null;
  return (
    <Dialog isOpen onClose={onClose} title={t("dialogTitle", { name: channel.name })}>
      <div aria-live="polite" aria-busy={isPending} className="grid gap-4">
        {isPending && !data && <p className="text-ink-soft">{t("sending")}</p>}
        <RefusalNote error={error} />
        {data && <TrialOutcome trial={data} isOld={isPending} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button look="secondary" icon={Send} isBusy={isPending} onClick={() => mutate(channel.id)}>
            {t("again")}
          </Button>
          <Button onClick={onClose}>{t("close")}</Button>
        </div>
      </div>
    </Dialog>
  );
}
