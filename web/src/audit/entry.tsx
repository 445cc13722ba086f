"use client";

import { ShieldAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import type { AuditAnswer } from "@/api/schema";
import { inWords } from "@/forms/fields";
import type { JsonObject, Value } from "@/forms/json";
import { useActorName } from "@/incidents/actor";
import { Link } from "@/ui/link";
import { Time } from "@/ui/time";
import { changesOf, isLong, nameOf, othersOf, placeOf, type Said, textOf } from "./detail";
import type { FilterChoice } from "./filters";
import { isAlarming, useActionWords } from "./words";

interface EntryProps {
  entry: AuditAnswer;
  change: FilterChoice["change"];
}

/** What was done and to what; who, when and from where; and what it was before. */
export function Entry({ entry, change }: EntryProps) {
  const t = useTranslations("audit");
  const actorName = useActorName();
  const words = useActionWords();
  const detail = entry.detail as JsonObject;
  return (
    <li className="grid gap-x-5 gap-y-1 px-4 py-3 text-sm sm:px-5 lg:grid-cols-[9.5rem_minmax(0,1fr)_minmax(0,15rem)]">
      <span className="text-ink-soft">
        <Time at={entry.at} look="short" />
      </span>
      <div className="grid min-w-0 gap-1">
        <p className="flex flex-wrap items-center gap-x-2">
          {isAlarming(entry.action) && (
            <span className="inline-flex items-center gap-1 rounded-md bg-down-soft px-1.5 py-0.5 font-medium text-down text-xs">
              <ShieldAlert aria-hidden className="size-3.5" />
              {t("alarming")}
            </span>
          )}
          <span className="font-semibold" title={entry.action}>
            {words(entry.action)}
          </span>
          <Subject subject={entry.subject} name={nameOf(detail)} />
        </p>
        <Detail detail={detail} />
      </div>
      <p className="flex flex-wrap content-start gap-x-2 text-ink-soft lg:justify-end lg:text-right">
        <button
          type="button"
          className="min-h-6 break-all text-left hover:text-ink hover:underline"
          aria-label={t("filters.onlyActor", { name: actorName(entry.actor) })}
          title={t("filters.onlyActor", { name: actorName(entry.actor) })}
          onClick={() => void change({ actor: entry.actor })}
        >
          {actorName(entry.actor)}
        </button>
        {entry.address && <span className="break-all">{t("from", { address: entry.address })}</span>}
      </p>
    </li>
  );
}

function Subject({ subject, name }: { subject: string; name: string | null }) {
  const place = placeOf(subject);
  const text = name ?? subject;
  if (place === null) return <span className="break-all text-ink-soft">{text}</span>;
  return (
    <Link href={place} title={subject} className="break-all text-accent hover:underline">
      {text}
    </Link>
  );
}

function Detail({ detail }: { detail: JsonObject }) {
  const t = useTranslations("audit");
  const changes = changesOf(detail);
  const others = othersOf(detail);
  const short = others.filter(({ value }) => !isLong(value));
  const long = others.filter(({ value }) => isLong(value));
  return (
    <>
      {changes.length > 0 && (
        <dl className="grid gap-1">
          {changes.map(({ field, before, after }) => (
            <Row key={field} field={field}>
              <span className="sr-only">{t("before")} </span>
              <Told value={before} isPast />
              <span aria-hidden className="text-ink-faint">
                {" → "}
              </span>
              <span className="sr-only"> {t("after")} </span>
              <Told value={after} />
            </Row>
          ))}
        </dl>
      )}
      {short.length > 0 && <Others others={short} className="flex flex-wrap gap-x-4 gap-y-1" />}
      {long.length > 0 && (
        <details>
          <summary className="min-h-6 w-fit text-ink-soft hover:text-ink">{t("more")}</summary>
          <Others others={long} className="grid gap-1 pt-1" />
        </details>
      )}
    </>
  );
}

function Others({ others, className }: { others: readonly Said[]; className: string }) {
  return (
    <dl className={className}>
      {others.map(({ field, value }) => (
        <Row key={field} field={field}>
          <Told value={value} />
        </Row>
      ))}
    </dl>
  );
}

function Row({ field, children }: { field: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap gap-x-2">
      <dt className="text-ink-soft">{inWords(field)}</dt>
      <dd className="min-w-0 break-all">{children}</dd>
    </div>
  );
}

function Told({ value, isPast }: { value: Value; isPast?: boolean }) {
  const t = useTranslations("audit");
  const isNothing = value === null || value === "";
  if (isNothing) return <span className="text-ink-soft">{t("nothing")}</span>;
  const text = textOf(value);
  return isPast ? <del className="text-ink-soft">{text}</del> : <span>{text}</span>;
}
