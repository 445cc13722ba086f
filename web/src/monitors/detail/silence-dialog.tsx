"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { refusalOf } from "@/api/problem";
import type { MonitorAnswer } from "@/api/schema";
import { parseDuration } from "@/forms/duration";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/fields";
import { RefusalNote } from "@/ui/refusal";
import { useSilence } from "./actions";

/** For as long as one likes, and with a reason. */
export function SilenceDialog({ monitor, onClose }: { monitor: MonitorAnswer; onClose: () => void }) {
  const t = useTranslations("monitor.silence");
  const common = useTranslations("common.actions");
  const [length, setLength] = useState("4h");
  const [comment, setComment] = useState("");
  const { mutate, isPending, error } = useSilence(monitor);
  const refused = error ? refusalOf(error).fields : {};
  const isLength = (parseDuration(length) ?? 0) > 0;
  return (
    <Dialog isOpen onClose={onClose} title={t("title", { name: monitor.name })} lead={t("dialogLead")}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (isLength)
            mutate(
              { for: length.replaceAll(" ", ""), comment: comment.trim() || t("byHand") },
              { onSuccess: onClose },
            );
        }}
      >
        <TextField
          label={t("length")}
          hint={t("lengthHint")}
          value={length}
          onChange={setLength}
          error={refused["/for"] ?? (isLength ? null : t("lengthWrong"))}
          isRequired
        />
        <TextField
          label={t("comment")}
          hint={t("commentHint")}
          value={comment}
          onChange={setComment}
          error={refused["/comment"]}
          maxLength={500}
        />
        {error && Object.keys(refused).length === 0 && <RefusalNote error={error} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button look="secondary" onClick={onClose}>
            {common("cancel")}
          </Button>
          <Button type="submit" isBusy={isPending} disabled={!isLength}>
            {t("action")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
