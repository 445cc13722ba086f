"use client";

import { type Ref, useId, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/ui/button";
import { inputClasses } from "@/ui/fields";
import { useIncidentAction } from "../actions";

/** A word for the timeline. What was typed stays there until it is stored. */
export function CommentForm({ id, inputRef }: { id: number; inputRef: Ref<HTMLTextAreaElement> }) {
  const t = useTranslations("incidents.comment");
  const label = useId();
  const [text, setText] = useState("");
  const act = useIncidentAction();
  const send = () => {
    if (!text.trim() || act.isPending) return;
    act.mutate({ verb: "comment", id, text: text.trim() }, { onSuccess: () => setText("") });
  };
  return (
    <form
      className="grid gap-2 border-t pt-4"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label htmlFor={label} className="font-medium text-sm">
        {t("label")}
      </label>
      <textarea
        id={label}
        ref={inputRef}
        rows={2}
        maxLength={4000}
        placeholder={t("placeholder")}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
        }}
        className={inputClasses}
      />
      <Button
        type="submit"
        look="secondary"
        className="justify-self-end"
        disabled={!text.trim()}
        isBusy={act.isPending}
      >
        {t("action")}
      </Button>
    </form>
  );
}
