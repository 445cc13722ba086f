"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useId, useState } from "react";
import { useTranslations } from "use-intl";
import type { DeliveryAnswer } from "@/api/schema";
import { classes } from "@/ui/classes";
import { RefusalNote } from "@/ui/refusal";
import { Skeleton } from "@/ui/skeleton";
import { duration, Time } from "@/ui/time";
import { OutcomeMark } from "./marks";
import { attemptsOfQuery } from "./queries";

/** What the far side answered, attempt by attempt; read when somebody wants to know. */
export function Attempts({ notification, count }: { notification: number; count: number }) {
  const t = useTranslations("deliveries");
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  if (count === 0) return <p className="text-ink-soft text-sm">{t("notTried")}</p>;
  return (
    <div>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setIsOpen(!isOpen)}
        className="-ml-1 inline-flex min-h-6 items-center gap-1 rounded-md pr-1.5 text-ink-soft text-sm hover:text-ink pointer-coarse:min-h-11"
      >
        <ChevronRight aria-hidden className={classes("size-4 transition-transform", isOpen && "rotate-90")} />
        {t("attempts", { count })}
      </button>
      <div id={id}>{isOpen && <AttemptList notification={notification} />}</div>
    </div>
  );
}

function AttemptList({ notification }: { notification: number }) {
  const t = useTranslations("deliveries");
  const { data: attempts, error } = useQuery(attemptsOfQuery(notification));
  if (!attempts) return error ? <RefusalNote error={error} /> : <Skeleton className="mt-1 h-12" />;
  if (attempts.length === 0) return <p className="text-ink-soft text-sm">{t("attemptsGone")}</p>;
  return (
    <ol className="mt-1 grid gap-2 border-l-2 pl-3">
      {attempts.map((attempt) => (
        <Attempt key={attempt.id} attempt={attempt} />
      ))}
    </ol>
  );
}

function Attempt({ attempt }: { attempt: DeliveryAnswer }) {
  return (
    <li className="grid gap-0.5 text-sm">
      <div className="flex flex-wrap items-center gap-x-3">
        <OutcomeMark outcome={attempt.outcome} />
        {attempt.status !== null && <span className="figures font-mono">{attempt.status}</span>}
        <span className="figures text-ink-soft">{duration(attempt.took_ms / 1000)}</span>
        <span className="ml-auto text-ink-soft">
          <Time at={attempt.at} look="full" />
        </span>
      </div>
      {attempt.answer && <Answer text={attempt.answer} />}
    </li>
  );
}

/** The far side's own words. */
export function Answer({ text }: { text: string }) {
  return (
    <p className="whitespace-pre-wrap break-words rounded-md bg-sunken px-2.5 py-1.5 font-mono text-[0.8125rem]">
      {text}
    </p>
  );
}
