"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { refusalOf } from "@/api/problem";
import type { MarkDraft, MonitorAnswer } from "@/api/schema";
import { localText } from "@/incidents/one/moments";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextArea, TextField } from "@/ui/fields";
import { RefusalNote } from "@/ui/refusal";
import { useMark } from "./actions";
import type { Stretch } from "./chart-range";

const HOUR_MS = 3_600_000;
const KINDS: MarkDraft["kind"][] = ["false_positive", "planned"];

interface MarkDialogProps {
  monitor: Pick<MonitorAnswer, "id" | "name">;
  /** What to begin with; else the last hour. */
  stretch?: Stretch;
  onClose: () => void;
}

/** Says what a time was in truth. */
export function MarkDialog({ monitor, stretch, onClose }: MarkDialogProps) {
  const t = useTranslations("monitor.mark");
  const common = useTranslations("common.actions");
  const [kind, setKind] = useState<MarkDraft["kind"]>("false_positive");
  const [note, setNote] = useState("");
  const [start, setStart] = useMoment(stretch?.start, HOUR_MS);
  const [end, setEnd] = useMoment(stretch?.end, 0);
  const { mutate, isPending, error } = useMark();
  const refused = error ? refusalOf(error).fields : {};
  const isRight = start.at < end.at;
  return (
    <Dialog isOpen onClose={onClose} title={t("title")} lead={t("lead", { name: monitor.name })}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isRight) return;
          const [from, to] = [new Date(start.at).toISOString(), new Date(end.at).toISOString()];
          mutate(
            { monitor_id: monitor.id, kind, start: from, end: to, note: note.trim() },
            { onSuccess: onClose },
          );
        }}
      >
        <KindChoice kind={kind} onChange={setKind} />
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            type="datetime-local"
            step={1}
            label={t("start")}
            value={start.text}
            onChange={setStart}
            error={refused["/start"]}
          />
          <TextField
            type="datetime-local"
            step={1}
            label={t("end")}
            value={end.text}
            onChange={setEnd}
            error={refused["/end"] ?? (isRight ? null : t("order"))}
          />
        </div>
        <TextArea label={t("note")} value={note} onChange={setNote} maxLength={1000} rows={2} />
        {error && Object.keys(refused).length === 0 && <RefusalNote error={error} />}
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

interface Moment {
  /** Unix ms; exact as long as nobody types. */
  readonly at: number;
  readonly text: string;
}

function useMoment(given: number | undefined, ago: number): [Moment, (text: string) => void] {
  const [moment, setMoment] = useState<Moment>(() => {
    const at = given ?? Date.now() - ago;
    return { at, text: localText(new Date(at)) };
  });
  return [moment, (text) => setMoment({ at: new Date(text).getTime(), text })];
}

function KindChoice({
  kind,
  onChange,
}: {
  kind: MarkDraft["kind"];
  onChange: (kind: MarkDraft["kind"]) => void;
}) {
  const t = useTranslations("monitor.mark");
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 font-medium text-sm">{t("kind")}</legend>
      {KINDS.map((one) => (
        <label
          key={one}
          className="flex items-start gap-2.5 rounded-lg border px-3 py-2.5 has-checked:border-accent has-checked:bg-accent-soft"
        >
          <input
            type="radio"
            name="mark-kind"
            checked={kind === one}
            onChange={() => onChange(one)}
            className="mt-0.5 size-4.5 accent-accent"
          />
          <span className="grid gap-0.5">
            <span className="font-medium text-sm">{t(`kinds.${one}`)}</span>
            <span className="text-ink-soft text-sm">{t(`hints.${one}`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
