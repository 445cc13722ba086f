"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { ApiKeyAnswer } from "@/api/schema";
import { Confirmed } from "@/ui/confirmed";
import { useToast } from "@/ui/toast";

export function RevokeKey({ apiKey, onClose }: { apiKey: ApiKeyAnswer; onClose: () => void }) {
  const t = useTranslations("apiKeys.revoke");
  const client = useQueryClient();
  const toast = useToast();
  const { id, name } = apiKey;
  return (
    <Confirmed
      title={t("title", { name })}
      lead={t("lead")}
      action={t("action")}
      name={name}
      onClose={onClose}
      act={() => told(api.DELETE("/api/v1/api-keys/{key_id}", { params: { path: { key_id: id } } }))}
      onDone={() => {
        void client.invalidateQueries({ queryKey: ["api-keys"] });
        toast.done(t("done", { name }));
      }}
    />
  );
}
