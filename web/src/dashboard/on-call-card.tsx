"use client";

import { useQuery } from "@tanstack/react-query";
import { PhoneCall, PhoneOff } from "lucide-react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { DutyAnswer } from "@/api/schema";
import { Card } from "@/ui/card";
import { Link } from "@/ui/link";
import { Time } from "@/ui/time";

const AGAIN_MS = 60_000;

/** Who is on call now. Nothing, where nobody has made a rotation. */
export function OnCallCard() {
  const t = useTranslations("dashboard.onCall");
  const { data } = useQuery({
    queryKey: ["on-call"],
    queryFn: ({ signal }) => told(api.GET("/api/v1/on-call", { signal })),
    refetchInterval: AGAIN_MS,
  });
  if (!data || data.items.length === 0) return null;
  return (
    <Card
      title={t("title")}
      aside={
        <Link href="/on-call" className="link text-sm">
          {t("calendar")}
        </Link>
      }
    >
      <ul className="grid gap-3">
        {data.items.map((duty) => (
          <DutyRow key={duty.rotation_id} duty={duty} />
        ))}
      </ul>
    </Card>
  );
}

function DutyRow({ duty: { rotation, current, following, note } }: { duty: DutyAnswer }) {
  const t = useTranslations("dashboard.onCall");
  const Icon = current ? PhoneCall : PhoneOff;
  const nameOf = (user: { name: string | null; email: string | null }) =>
    user.name ?? user.email ?? t("gone");
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3">
      <Icon aria-hidden className={`mt-1 size-4.5 ${current ? "text-up" : "text-degraded"}`} />
      <div className="min-w-0">
        <p className="truncate font-medium">{current ? nameOf(current.user) : t("nobody")}</p>
        <p className="text-ink-soft text-sm">
          {rotation}
          {current && (
            <>
              {" · "}
              {t.rich("until", { at: () => <Time at={current.end} look="short" /> })}
            </>
          )}
          {!current && note && <> · {note}</>}
        </p>
        {following && (
          <p className="truncate text-ink-soft text-sm">{t("then", { name: nameOf(following.user) })}</p>
        )}
      </div>
    </li>
  );
}
