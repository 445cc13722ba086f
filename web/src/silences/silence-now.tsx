"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTimeZone, useTranslations } from "use-intl";
import { refusalOf } from "@/api/problem";
import { FormRefusal } from "@/forms/form-refusal";
import { EVERYTHING, sentMatch } from "@/matching/match";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/fields";
import { useToast } from "@/ui/toast";
import { useReadAgain } from "./actions";
import type { WindowDraft } from "./draft";
import { callsOf } from "./queries";
import { momentOf, wallOf } from "./zoned";

const HOUR_MS = 3_600_000;
const MORNING = "08:00";
const SPANS = ["hour", "hours", "morning", "until"] as const;
type Span = (typeof SPANS)[number];

interface SilenceNowProps {
  title: string;
  monitors: readonly number[];
  onClose: () => void;
}

/** From now on nobody is told of these monitors, for a while. */
export function SilenceNowDialog({ title, monitors, onClose }: SilenceNowProps) {
  const t = useTranslations("silences.now");
  const common = useTranslations("common.actions");
  const zone = useTimeZone() ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const [span, setSpan] = useState<Span>("hour");
  const [until, setUntil] = useState(() => wallOf(Date.now() + 2 * HOUR_MS, zone));
  const [comment, setComment] = useState("");
  const { mutate, isPending, error } = useSilenceNow(onClose);
  const refused = error ? refusalOf(error).fields : {};
  const end = endOf(span, until, zone, Date.now());
  const isRight = end !== null && end > Date.now();
  return (
    <Dialog isOpen onClose={onClose} title={title} lead={t("lead")}>
      <form
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (isRight) mutate(draftOf(monitors, end, comment.trim() || t("byHand"), zone));
        }}
      >
        <SelectField
          label={t("span")}
          value={span}
          choices={SPANS.map((value) => ({ value, label: t(`spans.${value}`) }))}
          onChange={(value) => setSpan(value as Span)}
        />
        {span === "until" && (
          <TextField
            type="datetime-local"
            label={t("until")}
            value={until}
            onChange={setUntil}
            error={refused["/end"] ?? (isRight ? null : t("past"))}
          />
        )}
        <TextField
          label={t("comment")}
          hint={t("commentHint")}
          value={comment}
          onChange={setComment}
          error={refused["/comment"]}
          maxLength={500}
        />
        <FormRefusal error={error} shown={["end", "comment"]} />
        <div className="flex flex-wrap justify-end gap-2">
          <Button look="secondary" onClick={onClose}>
            {common("cancel")}
          </Button>
          <Button type="submit" isBusy={isPending} disabled={!isRight}>
            {t("action")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Unix ms. */
export function endOf(span: Span, until: string, zone: string, now: number): number | null {
  if (span === "hour") return now + HOUR_MS;
  if (span === "hours") return now + 4 * HOUR_MS;
  if (span === "until") return momentOf(until, zone);
  const day = new Date(`${wallOf(now, zone).slice(0, 10)}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + 1);
  return momentOf(`${day.toISOString().slice(0, 10)}T${MORNING}`, zone);
}

function draftOf(monitors: readonly number[], end: number, comment: string, zone: string): WindowDraft {
  return {
    comment,
    match: { ...sentMatch({ ...EVERYTHING, monitors }), everything: false },
    start: null,
    end: new Date(end).toISOString(),
    duration: null,
    rrule: null,
    time_zone: zone,
  };
}

function useSilenceNow(onDone: () => void) {
  const t = useTranslations("silences.now");
  const toast = useToast();
  const readAgain = useReadAgain("silence");
  const { end } = callsOf("silence");
  const undo = useMutation({
    mutationFn: (id: number) => end(id, false),
    onSuccess: () => toast.done(t("undone")),
    onError: toast.failed,
    onSettled: readAgain,
  });
  return useMutation({
    mutationFn: (draft: WindowDraft) => callsOf("silence").create(draft),
    onSuccess: ({ id }, { match }) => {
      toast.done(t("done", { count: match.monitors.length }), () => undo.mutate(id));
      onDone();
    },
    onSettled: readAgain,
  });
}
