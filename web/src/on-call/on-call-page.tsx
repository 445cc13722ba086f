"use client";

import { useQuery } from "@tanstack/react-query";
import { CalendarClock, Plus } from "lucide-react";
import { useTranslations } from "use-intl";
import { useSession } from "@/session/session";
import { LinkButton } from "@/ui/button";
import { Card } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { Link } from "@/ui/link";
import { Page } from "@/ui/page";
import { RefusalPage } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { Duty } from "./duty";
import { dutiesQuery } from "./queries";

/** Who is it now, in every rotation? */
export function OnCallPage() {
  const t = useTranslations("onCall");
  const { can } = useSession();
  const { data: duties, error, refetch } = useQuery(dutiesQuery);
  const add = can("policies:write") && (
    <LinkButton href="/rotation/new" icon={Plus}>
      {t("new")}
    </LinkButton>
  );
  return (
    <Page title={t("title")} lead={t("lead")} actions={duties && duties.length > 0 && add}>
      {duties ? (
        duties.length === 0 ? (
          <Card>
            <Empty icon={CalendarClock} title={t("empty.title")} action={add}>
              {t("empty.text")}
            </Empty>
          </Card>
        ) : (
          <div className="grid gap-5 sm:grid-cols-2 xl:grid-cols-3">
            {duties.map((duty) => (
              <Card
                key={duty.rotation_id}
                title={
                  <Link href={`/rotation?id=${duty.rotation_id}`} className="no-underline hover:underline">
                    {duty.rotation}
                  </Link>
                }
                aside={
                  <Link
                    href={`/rotation?id=${duty.rotation_id}`}
                    className="link text-sm"
                    aria-label={t("calendarOf", { name: duty.rotation })}
                  >
                    {t("toCalendar")}
                  </Link>
                }
              >
                <Duty duty={duty} />
              </Card>
            ))}
          </div>
        )
      ) : error ? (
        <RefusalPage error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonRows />
      )}
    </Page>
  );
}
