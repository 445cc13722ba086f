"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import type { MonitorAnswer } from "@/api/schema";
import { isObject } from "@/forms/json";
import { Card } from "@/ui/card";
import { classes } from "@/ui/classes";
import { Time, useNow } from "@/ui/time";
import { resultQuery } from "./queries";

const DAY_MS = 86_400_000;
const SOON_DAYS = 14;

/** When it ends, and who vouches for whom. */
export function CertificateCard({ monitor, expiresAt }: { monitor: MonitorAnswer; expiresAt: string }) {
  const t = useTranslations("monitor.certificate");
  const days = Math.floor((Date.parse(expiresAt) - useNow()) / DAY_MS);
  const soon = monitor.degraded_certificate_days ?? SOON_DAYS;
  const chain = useChain(monitor);
  return (
    <Card title={t("title")}>
      <div className="grid gap-4">
        <div>
          <p
            className={classes(
              "font-semibold text-xl leading-tight",
              days < 0 ? "text-down" : days < soon && "text-degraded",
            )}
          >
            {days < 0 ? t("ended") : t("days", { count: days })}
          </p>
          <p className="text-ink-soft text-sm">
            {t.rich("until", { at: () => <Time at={expiresAt} look="full" /> })}
          </p>
        </div>
        {chain.length > 0 && (
          <ol aria-label={t("chain")} className="grid gap-2 text-sm">
            {chain.map((one, depth) => (
              <li key={one.subject} className="grid gap-0.5 border-l-2 pl-3" data-depth={depth}>
                <p className="break-words font-medium">{one.subject}</p>
                <p className="break-words text-ink-soft">{t("issuer", { issuer: one.issuer })}</p>
                {one.until && (
                  <p className="text-ink-soft">
                    {t.rich("until", { at: () => <Time at={one.until} look="day" /> })}
                  </p>
                )}
              </li>
            ))}
          </ol>
        )}
      </div>
    </Card>
  );
}

interface Link {
  subject: string;
  issuer: string;
  until: string;
}

/** Of the newest evidence there is: the chain stands in no answer of its own. */
function useChain({ id, last_result }: MonitorAnswer): Link[] {
  const { data } = useQuery({
    ...resultQuery(id, last_result ?? { region: "", scheduled_at: "" }),
    queryKey: ["chain", id],
    enabled: last_result !== null,
  });
  const facts = data?.evidence?.facts?.certificates ?? data?.last_good?.facts?.certificates;
  return Array.isArray(facts) ? facts.filter(isObject).map(linkOf) : [];
}

function linkOf(facts: { readonly [name: string]: unknown }): Link {
  const text = (name: string) => (typeof facts[name] === "string" ? facts[name] : "");
  return { subject: text("subject") || text("unreadable"), issuer: text("issuer"), until: text("not_after") };
}
