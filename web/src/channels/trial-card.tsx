"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { TriedChannel } from "@/api/schema";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { RefusalNote } from "@/ui/refusal";
import { TrialOutcome } from "./trial";

/** A saved channel, or what stands in the form with the secrets of a saved one. */
export type Tried = { saved: number } | { draft: TriedChannel; secretsOf: number | undefined };

interface TrialCardProps {
  /** Null: something is plainly wrong, and was said at its field. */
  prepare: () => Tried | null;
  onRefused: (error: unknown) => void;
}

/** Sends a test at once, and shows the far side's answer. */
export function TrialCard({ prepare, onRefused }: TrialCardProps) {
  const t = useTranslations("channels.trial");
  const client = useQueryClient();
  const trial = useMutation({
    mutationFn: send,
    onError: onRefused,
    onSuccess: () => void client.invalidateQueries({ queryKey: ["channels"] }),
  });
  const start = () => {
    const prepared = prepare();
    if (prepared) trial.mutate(prepared);
  };
  return (
    <Card
      title={t("title")}
      aside={
        <Button look="secondary" icon={Send} isBusy={trial.isPending} onClick={start}>
          {trial.isPending ? t("sending") : t("action")}
        </Button>
      }
    >
      <div aria-live="polite" aria-busy={trial.isPending} className="grid gap-3">
        {trial.isError && <RefusalNote error={trial.error} />}
        {trial.data ? (
          <TrialOutcome trial={trial.data} isOld={trial.isPending} />
        ) : (
          !trial.isError && <p className="text-ink-soft text-sm">{t("lead")}</p>
        )}
      </div>
    </Card>
  );
}

export function send(tried: Tried) {
  if ("saved" in tried)
    return told(
      api.POST("/api/v1/channels/{channel_id}/test", { params: { path: { channel_id: tried.saved } } }),
    );
  const query = tried.secretsOf === undefined ? {} : { secrets_of: tried.secretsOf };
  return told(api.POST("/api/v1/channels/try", { params: { query }, body: tried.draft }));
}
