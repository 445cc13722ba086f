"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import type { NotificationAnswer } from "@/api/schema";
import { Link } from "@/ui/link";
import { Time } from "@/ui/time";
import { Attempts } from "./attempts";
import type { FilterChoice } from "./filters";
import { Log } from "./log";
import { StatusMark } from "./marks";
import { usePurposeText } from "./purposes";
import { notificationPagesQuery } from "./queries";

/** What was said, to whom, and what became of it. */
export function MessageLog({ choice: { filters, change } }: { choice: FilterChoice }) {
  const t = useTranslations("deliveries");
  const { status, channel, incident } = filters;
  const found = useInfiniteQuery(
    notificationPagesQuery({
      ...(status && { status }),
      ...(channel && { channel_id: channel }),
      ...(incident && { incident_id: incident }),
    }),
  );
  return (
    <Log
      found={found}
      isFiltered={status !== null || channel !== null || incident !== null}
      onClear={() => void change({ status: null, channel: null, incident: null })}
    >
      <ul aria-label={t("views.messages")} className="divide-y divide-line">
        {found.data?.pages.flatMap((page) =>
          page.items.map((message) => <Message key={message.id} message={message} />),
        )}
      </ul>
    </Log>
  );
}

function Message({ message }: { message: NotificationAnswer }) {
  const t = useTranslations("deliveries");
  const purposeText = usePurposeText();
  return (
    <li className="grid items-start gap-x-5 gap-y-1 px-4 py-3.5 sm:px-5 lg:grid-cols-[8rem_minmax(0,1fr)_13rem]">
      <div className="flex items-baseline justify-between gap-3 lg:contents">
        <StatusMark status={message.status} />
        <span className="text-ink-soft text-sm lg:order-3 lg:text-right">
          <Time at={message.finished_at ?? message.created_at} look="short" />
        </span>
      </div>
      <div className="grid min-w-0 gap-1 lg:order-2">
        <p className="break-words font-semibold">{message.title}</p>
        <p className="flex flex-wrap gap-x-3 gap-y-0.5 text-ink-soft text-sm">
          <span className="break-words text-ink">{t("to", { destination: message.destination })}</span>
          <span>{purposeText(message.purpose)}</span>
          <IncidentsLink message={message} />
          {message.fallback_of !== null && <span>{t("fallback")}</span>}
          {message.status === "pending" && message.available_at && (
            <span>{t.rich("nextAt", { at: () => <Time at={message.available_at ?? ""} /> })}</span>
          )}
        </p>
        {message.last_error && <p className="break-words text-ink-soft text-sm">{message.last_error}</p>}
        <Attempts notification={message.id} count={message.attempts} />
      </div>
    </li>
  );
}

function IncidentsLink({ message }: { message: NotificationAnswer }) {
  const t = useTranslations("deliveries");
  const [first] = message.incident_ids;
  if (first === undefined) return null;
  return (
    <Link href={`/incident?id=${first}`} prefetch={false} className="link">
      {t("incidents", { count: message.total })}
    </Link>
  );
}
