"use client";

import { useQuery } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { ApiKeyAnswer } from "@/api/schema";
import { useSession } from "@/session/session";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { Page } from "@/ui/page";
import { RefusalPage } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { useNow } from "@/ui/time";
import { CreateKey } from "./create-key";
import { KeyTable } from "./key-table";
import { apiKeysQuery } from "./queries";
import { RevokeKey } from "./revoke-key";

export function ApiKeysPage() {
  const t = useTranslations("apiKeys");
  const { can } = useSession();
  const [isCreating, setIsCreating] = useState(false);
  const { data: keys, error, refetch } = useQuery(apiKeysQuery);
  const create = can("api_keys:write") && (
    <Button icon={Plus} onClick={() => setIsCreating(true)}>
      {t("new")}
    </Button>
  );
  return (
    <Page title={t("title")} lead={t("lead")} actions={create}>
      {keys ? (
        <Keys keys={keys} />
      ) : error ? (
        <RefusalPage error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonRows />
      )}
      {isCreating && <CreateKey onClose={() => setIsCreating(false)} />}
    </Page>
  );
}

function Keys({ keys }: { keys: readonly ApiKeyAnswer[] }) {
  const t = useTranslations("apiKeys");
  const { can } = useSession();
  const now = useNow();
  const [revoked, setRevoked] = useState<ApiKeyAnswer | null>(null);
  const isPast = (key: ApiKeyAnswer) =>
    key.revoked_at !== null || (key.expires_at !== null && Date.parse(key.expires_at) <= now);
  const working = keys.filter((key) => !isPast(key));
  const past = keys.filter(isPast);
  return (
    <>
      <Card isFlush>
        {working.length > 0 ? (
          <KeyTable
            label={t("title")}
            keys={working}
            {...(can("api_keys:write") && { onRevoke: setRevoked })}
          />
        ) : (
          <Empty icon={KeyRound} title={t("empty.title")}>
            {t("empty.lead")}
          </Empty>
        )}
      </Card>
      {past.length > 0 && (
        <details>
          <summary className="min-h-6 text-ink-soft text-sm hover:text-ink">
            {t("past", { count: past.length })}
          </summary>
          <Card isFlush className="mt-3">
            <KeyTable label={t("pastList")} keys={past} />
          </Card>
        </details>
      )}
      <p className="text-ink-soft text-sm">{t("docs")}</p>
      {revoked && <RevokeKey apiKey={revoked} onClose={() => setRevoked(null)} />}
    </>
  );
}
