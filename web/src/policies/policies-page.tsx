"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, Route } from "lucide-react";
import { useTranslations } from "use-intl";
import { useSession } from "@/session/session";
import { LinkButton } from "@/ui/button";
import { Card } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { Page } from "@/ui/page";
import { RefusalPage } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { ForesightCard } from "./foresight-card";
import { PolicyRow } from "./policy-row";
import { useOrder } from "./queries";
import { everyPolicyQuery, useRecipients } from "./recipients";

/** Policies in the order in which they are asked. */
export function PoliciesPage() {
  const t = useTranslations("policies");
  const { can } = useSession();
  const canWrite = can("policies:write");
  const { data: policies, error, refetch } = useQuery(everyPolicyQuery);
  const recipients = useRecipients();
  const order = useOrder();
  const move = (from: number, to: number) => {
    const ids = (policies ?? []).map((policy) => policy.id);
    const [moved] = ids.splice(from, 1);
    if (moved !== undefined) order.mutate(ids.toSpliced(to, 0, moved));
  };
  return (
    <Page
      title={t("title")}
      lead={t("lead")}
      actions={
        canWrite && (
          <LinkButton href="/policy/new" icon={Plus}>
            {t("new")}
          </LinkButton>
        )
      }
    >
      {policies ? (
        policies.length === 0 ? (
          <Card>
            <Empty icon={Route} title={t("empty.title")}>
              {t("empty.text")}
            </Empty>
          </Card>
        ) : (
          <>
            <Card isFlush>
              <ol>
                {policies.map((policy, index) => (
                  <PolicyRow
                    key={policy.id}
                    policy={policy}
                    number={index + 1}
                    recipients={recipients}
                    canWrite={canWrite}
                    onUp={index > 0 ? () => move(index, index - 1) : undefined}
                    onDown={index < policies.length - 1 ? () => move(index, index + 1) : undefined}
                  />
                ))}
              </ol>
            </Card>
            <ForesightCard />
          </>
        )
      ) : error ? (
        <RefusalPage error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonRows />
      )}
    </Page>
  );
}
