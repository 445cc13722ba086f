"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { MessageSquareOff, Plus, Wrench } from "lucide-react";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useTranslations } from "use-intl";
import { useSession } from "@/session/session";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { classes } from "@/ui/classes";
import { Empty } from "@/ui/empty";
import { RefusalNote, RefusalPage } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import type { Opened } from "./opened";
import { type WindowKind, windowPagesQuery } from "./queries";
import { WindowRows } from "./window-rows";

const STATUSES = ["active", "upcoming", "ended"] as const;

/** All of one kind, by whether they hold. */
export function WindowList({ kind, opened }: { kind: WindowKind; opened: Opened }) {
  const t = useTranslations("silences");
  const common = useTranslations("common.actions");
  const { can } = useSession();
  const [status, setStatus] = useQueryState("status", parseAsStringLiteral(STATUSES).withDefault("active"));
  const found = useInfiniteQuery(windowPagesQuery(kind, status));
  const windows = found.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <fieldset className="inline-flex justify-self-start rounded-lg border bg-sunken p-0.5">
        <legend className="sr-only">{t("status")}</legend>
        {STATUSES.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={one === status}
            onClick={() => void setStatus(one)}
            className={classes(
              "min-h-8 rounded-md px-3.5 text-sm pointer-coarse:min-h-10",
              one === status
                ? "bg-surface font-semibold text-ink shadow-flat"
                : "text-ink-soft hover:text-ink",
            )}
          >
            {t(`statuses.${one}`)}
          </button>
        ))}
      </fieldset>
      <Card isFlush>
        {found.data && <RefusalNote error={found.error} />}
        {!found.data ? (
          found.error ? (
            <RefusalPage error={found.error} onRetry={() => void found.refetch()} />
          ) : (
            <SkeletonRows count={4} />
          )
        ) : windows.length > 0 ? (
          <WindowRows kind={kind} windows={windows} opened={opened} label={t(`${kind}.title`)} />
        ) : (
          <Empty
            icon={kind === "maintenance" ? Wrench : MessageSquareOff}
            title={t(`${kind}.empty.${status}`)}
            action={
              status !== "ended" &&
              can("silences:write") && (
                <Button icon={Plus} onClick={() => opened.create()}>
                  {t(`${kind}.create`)}
                </Button>
              )
            }
          >
            {t(`${kind}.empty.body`)}
          </Empty>
        )}
        {found.hasNextPage && (
          <div className="flex justify-center border-t p-3">
            <Button look="quiet" isBusy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
              {common("showMore")}
            </Button>
          </div>
        )}
      </Card>
    </>
  );
}
