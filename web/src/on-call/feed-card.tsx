"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import type { RotationAnswer } from "@/api/schema";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Snippet } from "@/ui/copy";
import { ConfirmDialog } from "@/ui/dialog";
import { RefusalNote } from "@/ui/refusal";
import { useToast } from "@/ui/toast";
import { useShare } from "./queries";

/** A secret address to which calendars subscribe. */
export function FeedCard({ rotation }: { rotation: RotationAnswer }) {
  const t = useTranslations("onCall.feed");
  const toast = useToast();
  const [isStopping, setIsStopping] = useState(false);
  const share = useShare(rotation.id, () => {
    setIsStopping(false);
    toast.done(t("done"));
  });
  const { calendar_path: path } = rotation;
  return (
    <Card title={t("title")}>
      <div className="grid gap-3">
        <p className="text-ink-soft text-sm">{t(path ? "shared" : "lead")}</p>
        {path && <Snippet text={`${location.origin}${path}`} label={t("address")} />}
        {!isStopping && <RefusalNote error={share.error} />}
        <div className="flex flex-wrap gap-2">
          <Button look="secondary" isBusy={share.isPending && !isStopping} onClick={() => share.mutate(true)}>
            {t(path ? "again" : "share")}
          </Button>
          {path && (
            <Button look="danger" onClick={() => setIsStopping(true)}>
              {t("stop")}
            </Button>
          )}
        </div>
      </div>
      <ConfirmDialog
        isOpen={isStopping}
        onClose={() => setIsStopping(false)}
        title={t("stopTitle", { name: rotation.name })}
        lead={t("stopLead")}
        action={t("stop")}
        isBusy={share.isPending}
        error={share.error}
        onConfirm={() => share.mutate(false)}
      />
    </Card>
  );
}
