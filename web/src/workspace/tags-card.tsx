"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { Card } from "@/ui/card";
import { Link } from "@/ui/link";
import { RefusalNote } from "@/ui/refusal";
import { Skeleton } from "@/ui/skeleton";
import { tagsQuery } from "./queries";

/** What monitors are tagged with, each a way to those that are. */
export function TagsCard() {
  const t = useTranslations("workspace.tags");
  const { data, error } = useQuery(tagsQuery);
  return (
    <Card title={t("title")}>
      <div className="grid gap-3">
        <p className="text-ink-soft text-sm">{t(data?.items.length === 0 ? "none" : "lead")}</p>
        <RefusalNote error={error} />
        {!data && !error && <Skeleton className="h-8" />}
        <ul className="flex flex-wrap gap-2">
          {data?.items.map(({ tag, monitors }) => (
            <li key={tag}>
              <Link
                href={`/monitors?tag=${encodeURIComponent(tag)}`}
                className="inline-flex min-h-7 items-center gap-2 rounded-md bg-sunken px-2 text-sm hover:bg-accent-soft pointer-coarse:min-h-11"
              >
                <span className="break-all">{tag}</span>
                <span className="figures text-ink-soft">
                  <span aria-hidden>{monitors}</span>
                  <span className="sr-only">{t("count", { count: monitors })}</span>
                </span>
              </Link>
            </li>
          ))}
        </ul>
        {data?.next_cursor && <p className="text-ink-soft text-sm">{t("more")}</p>}
      </div>
    </Card>
  );
}
