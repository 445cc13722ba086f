"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextArea } from "@/ui/fields";

interface ResolveProps {
  name: string;
  onClose: () => void;
  onResolve: (comment: string) => void;
}

/** Asks first: from then on nobody is told of it any more, and there is no way back. */
export function ResolveDialog({ name, onClose, onResolve }: ResolveProps) {
  const t = useTranslations("incidents.resolve");
  const common = useTranslations("common.actions");
  const [comment, setComment] = useState("");
  return (
    <Dialog isOpen onClose={onClose} title={t("title", { name })} lead={t("lead")}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          onResolve(comment.trim());
          onClose();
        }}
      >
        <TextArea
          label={t("comment")}
          hint={t("hint")}
          value={comment}
          onChange={setComment}
          maxLength={4000}
          rows={3}
        />
        <div className="flex flex-wrap justify-end gap-2">
          <Button look="secondary" onClick={onClose}>
            {common("cancel")}
          </Button>
          <Button type="submit">{t("action")}</Button>
        </div>
      </form>
    </Dialog>
  );
}
