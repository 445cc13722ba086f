"use client";

import { Pencil, Square, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import type { SilenceAnswer } from "@/api/schema";
import { useActorName } from "@/incidents/actor";
import { useSession } from "@/session/session";
import { Button } from "@/ui/button";
import { ConfirmDialog, Dialog } from "@/ui/dialog";
import { duration, Time, useNow } from "@/ui/time";
import { useEnd, useRemove } from "./actions";
import type { Opened } from "./opened";
import type { WindowKind } from "./queries";
import { WindowStatusMark } from "./status-mark";
import { AboutWords, RepeatWords, WhenWords } from "./words";

interface DetailsProps {
  kind: WindowKind;
  window: SilenceAnswer;
  opened: Opened;
}

/** One with when it holds next, as the server counts it, and what can be done with it. */
export function WindowDetails({ kind, window, opened }: DetailsProps) {
  const t = useTranslations("silences");
  const nameOf = useActorName();
  return (
    <Dialog isOpen onClose={opened.close} title={window.comment}>
      <div className="grid gap-5">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <WindowStatusMark kind={kind} status={window.status} />
          <span className="font-medium">
            <WhenWords window={window} />
          </span>
        </div>
        <dl className="grid gap-3">
          <Fact name={t("facts.about")}>
            <AboutWords window={window} />
            {window.monitors !== null && (
              <span className="block text-ink-soft text-sm">
                {t("facts.monitors", { count: window.monitors })}
              </span>
            )}
          </Fact>
          <Fact name={t("facts.repeats")}>
            <RepeatWords rule={window.rrule} />
            {window.rrule && (
              <span className="block text-ink-soft text-sm">
                {t("facts.eachTime", { length: duration(window.duration), zone: window.time_zone })}
              </span>
            )}
          </Fact>
          {window.next.length > 0 && window.rrule && (
            <Fact name={t("facts.next")}>
              <ol className="grid gap-0.5">
                {window.next.map((one) => (
                  <li key={one.start}>
                    <Time at={one.start} look="short" /> – <Time at={one.end} look="short" />
                  </li>
                ))}
              </ol>
            </Fact>
          )}
          <Fact name={t("facts.createdBy")}>
            {nameOf(window.created_by)}, <Time at={window.created_at} />
          </Fact>
        </dl>
        {window.status !== "ended" && <Actions kind={kind} window={window} opened={opened} />}
      </div>
    </Dialog>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid gap-0.5">
      <dt className="text-ink-soft text-sm">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  );
}

type Question = "end" | "endNow" | "delete";

function Actions({ kind, window, opened }: DetailsProps) {
  const t = useTranslations("silences");
  const common = useTranslations("common.actions");
  const { can } = useSession();
  const [question, setQuestion] = useState<Question | null>(null);
  // Once it has held somebody's alert, it is kept for the trace.
  const hasBegun = Date.parse(window.start) <= useNow();
  if (!can("silences:write")) return null;
  return (
    <div className="flex flex-wrap gap-2 border-t pt-4">
      <Button look="secondary" icon={Pencil} onClick={() => opened.edit(window.id)}>
        {common("edit")}
      </Button>
      {window.current && window.rrule && (
        <Button look="secondary" icon={Square} onClick={() => setQuestion("endNow")}>
          {t("actions.endNow")}
        </Button>
      )}
      {hasBegun ? (
        <Button look="danger" icon={Square} onClick={() => setQuestion("end")}>
          {t("actions.end")}
        </Button>
      ) : (
        <Button look="danger" icon={Trash2} onClick={() => setQuestion("delete")}>
          {common("delete")}
        </Button>
      )}
      {question && (
        <Confirmation
          {...{ kind, window, question }}
          onClose={() => setQuestion(null)}
          onDone={() => (question === "delete" ? opened.close() : setQuestion(null))}
        />
      )}
    </div>
  );
}

function Confirmation({
  kind,
  window,
  question,
  onClose,
  onDone,
}: Omit<DetailsProps, "opened"> & { question: Question; onClose: () => void; onDone: () => void }) {
  const t = useTranslations("silences.confirm");
  const end = useEnd(kind);
  const remove = useRemove(kind);
  const confirm = () => {
    if (question === "delete") remove.mutate(window, { onSuccess: onDone });
    else end.mutate({ window, isOnlyNow: question === "endNow" }, { onSuccess: onDone });
  };
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={t(`${question}.title`, { comment: window.comment })}
      lead={t(question === "delete" ? "delete.lead" : `${question}.${kind}`)}
      action={t(`${question}.action`)}
      isBusy={end.isPending || remove.isPending}
      onConfirm={confirm}
    />
  );
}
