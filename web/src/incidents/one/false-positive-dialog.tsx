"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { IncidentDetailAnswer, MarkDraft } from "@/api/schema";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextArea } from "@/ui/fields";
import { RefusalNote } from "@/ui/refusal";
import { Time } from "@/ui/time";
import { useToast } from "@/ui/toast";

interface FalsePositiveProps {
  incident: IncidentDetailAnswer;
  name: string;
  onClose: () => void;
}

/** The time of the incident was good in truth: every figure made from it follows, and can be brought back. */
export function FalsePositiveDialog({ incident, name, onClose }: FalsePositiveProps) {
  const t = useTranslations("incidents.mark");
  const common = useTranslations("common.actions");
  const [note, setNote] = useState("");
  const [end] = useState(() => incident.ended_at ?? new Date().toISOString());
  const mark = useMark(incident.id, onClose);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t("title")}
      lead={t.rich(incident.ended_at ? "lead" : "leadOpen", {
        name,
        start: () => <Time at={incident.started_at} look="full" />,
        end: () => <Time at={end} look="full" />,
      })}
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          mark.mutate({
            monitor_id: incident.monitor_id,
            kind: "false_positive",
            start: incident.started_at,
            end,
            note: note.trim(),
          });
        }}
      >
        <TextArea
          label={t("note")}
          hint={t("hint")}
          value={note}
          onChange={setNote}
          maxLength={1000}
          rows={2}
        />
        <RefusalNote error={mark.error} />
        <div className="flex flex-wrap justify-end gap-2">
          <Button look="secondary" onClick={onClose}>
            {common("cancel")}
          </Button>
          <Button type="submit" isBusy={mark.isPending}>
            {t("action")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function useMark(incident: number, onDone: () => void) {
  const client = useQueryClient();
  const toast = useToast();
  const t = useTranslations("incidents.mark");
  const again = () => {
    void client.invalidateQueries({ queryKey: ["incident", incident] });
    void client.invalidateQueries({ queryKey: ["monitor"] });
    void client.invalidateQueries({ queryKey: ["monitors"] });
  };
  const takeBack = (id: number) =>
    told(api.DELETE("/api/v1/marks/{mark_id}", { params: { path: { mark_id: id } } })).then(
      () => {
        again();
        toast.done(t("takenBack"));
      },
      (error: unknown) => toast.failed(error),
    );
  return useMutation({
    mutationFn: (body: MarkDraft) => told(api.POST("/api/v1/marks", { body })),
    onSuccess: ({ id }) => {
      again();
      toast.done(t("done"), () => void takeBack(id));
      onDone();
    },
  });
}
