"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { BadgeUrl, MonitorAnswer, Style } from "@/api/schema";
import { Card } from "@/ui/card";
import { Snippet } from "@/ui/copy";
import { SelectField } from "@/ui/fields";
import { RefusalNote } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { applies, type BadgeLook, dressed } from "./badge";
import { badgesQuery } from "./queries";

const STYLES: Style[] = ["flat", "flat-square", "plastic", "for-the-badge"];
const RANGES = ["24h", "7d", "30d", "90d", "365d"] as const;

/** Pictures of its state for other pages. */
export function BadgesTab({ monitor }: { monitor: MonitorAnswer }) {
  const t = useTranslations("monitor.badges");
  const { data, error } = useQuery(badgesQuery(monitor.id));
  const [look, setLook] = useState<BadgeLook>({ style: "flat", range: "24h" });
  return (
    <Card title={t("title")}>
      <div className="grid grid-cols-1 gap-5">
        <p className="max-w-prose text-ink-soft text-sm">{t(monitor.public ? "leadPublic" : "lead")}</p>
        <div className="flex flex-wrap gap-4">
          <SelectField
            label={t("style")}
            value={look.style}
            onChange={(style) => setLook({ ...look, style: style as Style })}
            choices={STYLES.map((style) => ({ value: style, label: style }))}
          />
          <SelectField
            label={t("range")}
            value={look.range}
            onChange={(range) => setLook({ ...look, range })}
            choices={RANGES.map((range) => ({ value: range, label: t(`ranges.${range}`) }))}
          />
        </div>
        {data ? (
          <div className="grid grid-cols-1 gap-6">
            {data.badges
              .filter((badge) => applies(badge.name, monitor))
              .map((badge) => (
                <Badge key={badge.name} badge={dressed(badge, look)} name={monitor.name} />
              ))}
          </div>
        ) : error ? (
          <RefusalNote error={error} />
        ) : (
          <SkeletonRows count={3} />
        )}
      </div>
    </Card>
  );
}

function Badge({ badge, name }: { badge: BadgeUrl; name: string }) {
  const t = useTranslations("monitor.badges");
  const { pathname, search } = new URL(badge.svg, location.origin);
  const word = t(`names.${badge.name}`);
  return (
    <section aria-label={word} className="grid grid-cols-1 gap-2 border-t pt-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h3 className="font-medium text-sm">{word}</h3>
        {/* The server may be known by another name than this page is read at. */}
        {/* biome-ignore lint/performance/noImgElement: it is exported as it is */}
        <img
          src={pathname + search}
          alt={t("preview", { badge: word, name })}
          className="h-auto max-w-full"
        />
      </div>
      <Snippet label={t("markdown", { badge: word })} text={badge.markdown} />
      <details>
        <summary className="min-h-6 text-ink-soft text-sm hover:text-ink">{t("more")}</summary>
        <div className="mt-2 grid grid-cols-1 gap-2">
          <Snippet label={t("html", { badge: word })} text={badge.html} />
          <Snippet label={t("url", { badge: word })} text={badge.svg} />
          <Snippet label={t("png", { badge: word })} text={badge.png} />
          <Snippet label={t("json", { badge: word })} text={badge.json} />
        </div>
      </details>
    </section>
  );
}
