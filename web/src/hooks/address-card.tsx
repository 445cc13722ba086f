"use client";

import { useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { HookAnswer } from "@/api/schema";
import { useSession } from "@/session/session";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirmed } from "@/ui/confirmed";
import { Snippet } from "@/ui/copy";
import { useToast } from "@/ui/toast";
import { hookQuery } from "./queries";

/** Where to post. */
export function AddressCard({ hook }: { hook: HookAnswer }) {
  const t = useTranslations("hooks.address");
  const { can } = useSession();
  const [isRotating, setIsRotating] = useState(false);
  const rotate = can("hooks:write") && (
    <Button look="quiet" icon={KeyRound} onClick={() => setIsRotating(true)}>
      {t("rotate")}
    </Button>
  );
  return (
    <Card title={t("title")} aside={rotate}>
      {hook.path && hook.key ? (
        <div className="grid grid-cols-1 gap-3">
          <p className="text-ink-soft text-sm">{t("lead")}</p>
          <Snippet label={t("label")} text={location.origin + hook.path} />
          <p className="break-words text-ink-soft text-sm">
            {t("header", { url: `${location.origin}/hook` })}
          </p>
          <Snippet label={t("key")} text={hook.key} />
        </div>
      ) : (
        <p className="text-ink-soft text-sm">{t("hidden")}</p>
      )}
      {isRotating && <RotateDialog hook={hook} onClose={() => setIsRotating(false)} />}
    </Card>
  );
}

function RotateDialog({ hook, onClose }: { hook: HookAnswer; onClose: () => void }) {
  const t = useTranslations("hooks.address");
  const client = useQueryClient();
  const toast = useToast();
  const { id, name } = hook;
  return (
    <Confirmed
      title={t("rotateTitle", { name })}
      lead={t("rotateLead")}
      action={t("rotateAction")}
      onClose={onClose}
      act={async () => {
        const params = { path: { hook_id: id } };
        const rotated = await told(api.POST("/api/v1/hooks/{hook_id}/rotate-key", { params }));
        client.setQueryData(hookQuery(id).queryKey, rotated);
      }}
      onDone={() => toast.done(t("rotated", { name }))}
    />
  );
}
