"use client";

import { useQuery } from "@tanstack/react-query";
import { Wrench } from "lucide-react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { SilenceAnswer } from "@/api/schema";
import { Card } from "@/ui/card";
import { Link } from "@/ui/link";
import { Time } from "@/ui/time";

const AGAIN_MS = 60_000;
const MOST_SHOWN = 4;
/** What is further off is for the calendar. */
const SOON_MS = 7 * 86_400_000;

/** Maintenance that goes on, and that of the next days. Nothing, where there is none. */
export function MaintenanceCard() {
  const t = useTranslations("dashboard.maintenance");
  const active = useQuery(windowsQuery("active")).data?.items ?? [];
  const upcoming = useQuery(windowsQuery("upcoming")).data?.items ?? [];
  const soon = upcoming
    .filter(({ next }) => next[0] && Date.parse(next[0].start) - Date.now() < SOON_MS)
    .sort((one, other) => Date.parse(one.next[0]?.start ?? "") - Date.parse(other.next[0]?.start ?? ""));
  const shown = [...active, ...soon].slice(0, MOST_SHOWN);
  if (shown.length === 0) return null;
  return (
    <Card
      title={t("title")}
      aside={
        <Link href="/maintenance" className="link text-sm">
          {t("calendar")}
        </Link>
      }
    >
      <ul className="grid gap-3">
        {shown.map((window) => (
          <WindowRow key={window.id} window={window} />
        ))}
      </ul>
    </Card>
  );
}

const windowsQuery = (status: "active" | "upcoming") => ({
  queryKey: ["maintenance-windows", "dashboard", status],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    told(api.GET("/api/v1/maintenance-windows", { params: { query: { status } }, signal })),
  refetchInterval: AGAIN_MS,
});

function WindowRow({ window: { comment, current, next } }: { window: SilenceAnswer }) {
  const t = useTranslations("dashboard.maintenance");
  const coming = next[0];
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3">
      <Wrench aria-hidden className={`mt-1 size-4.5 ${current ? "text-accent" : "text-ink-faint"}`} />
      <div className="min-w-0">
        <p className="line-clamp-2 break-words font-medium">{comment || t("untitled")}</p>
        <p className="text-ink-soft text-sm">
          {current
            ? t.rich("until", { at: () => <Time at={current.end} look="short" /> })
            : coming && t.rich("from", { at: () => <Time at={coming.start} look="short" /> })}
        </p>
      </div>
    </li>
  );
}
