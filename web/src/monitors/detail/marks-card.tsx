"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Flag, Undo2 } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { MarkAnswer, MonitorAnswer } from "@/api/schema";
import { inWords } from "@/forms/fields";
import { useActorName } from "@/incidents/actor";
import { useSession } from "@/session/session";
import { Button, IconButton } from "@/ui/button";
import { Card } from "@/ui/card";
import { Time } from "@/ui/time";
import { useUnmark } from "./actions";
import { MarkDialog } from "./mark-dialog";
import { PagedList } from "./paged-list";
import { marksQuery } from "./queries";

/** Set by people; the others follow from what was done, and go with that. */
const GIVEN = new Set(["false_positive", "planned"]);

export function MarksCard({ monitor }: { monitor: MonitorAnswer }) {
  const t = useTranslations("monitor.marks");
  const { can } = useSession();
  const marks = useInfiniteQuery(marksQuery(monitor.id));
  const [isMarking, setIsMarking] = useState(false);
  const isWriter = can("marks:write");
  return (
    <Card
      title={t("title")}
      isFlush
      aside={
        isWriter && (
          <Button look="secondary" icon={Flag} onClick={() => setIsMarking(true)}>
            {t("add")}
          </Button>
        )
      }
    >
      <PagedList query={marks} label={t("title")} empty={t("none")} keyOf={({ id }) => id}>
        {(mark) => <MarkRow mark={mark} isWriter={isWriter} />}
      </PagedList>
      {isMarking && <MarkDialog monitor={monitor} onClose={() => setIsMarking(false)} />}
    </Card>
  );
}

function MarkRow({ mark, isWriter }: { mark: MarkAnswer; isWriter: boolean }) {
  const t = useTranslations("monitor.marks");
  const nameOf = useActorName();
  const { mutate, isPending } = useUnmark();
  const kind = mark.kind as "planned";
  return (
    <div className="flex items-start gap-3 text-sm">
      <div className="grid min-w-0 grow gap-0.5">
        <p className="font-medium">{t.has(`kinds.${kind}`) ? t(`kinds.${kind}`) : inWords(mark.kind)}</p>
        <p className="text-ink-soft">
          <Time at={mark.start} look="full" /> – {mark.end ? <Time at={mark.end} look="full" /> : t("lasts")}
        </p>
        {mark.note && <p className="break-words">{mark.note}</p>}
        <p className="text-ink-soft text-xs">{t("by", { who: nameOf(mark.created_by) })}</p>
      </div>
      {isWriter && GIVEN.has(mark.kind) && (
        <IconButton icon={Undo2} label={t("takeBack")} disabled={isPending} onClick={() => mutate(mark.id)} />
      )}
    </div>
  );
}
