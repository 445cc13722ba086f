"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Plus, Webhook } from "lucide-react";
import { useTranslations } from "use-intl";
import type { HookAnswer } from "@/api/schema";
import { useSchemaText } from "@/i18n/schema-texts";
import { useSession } from "@/session/session";
import { Button, LinkButton } from "@/ui/button";
import { Card } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { Link } from "@/ui/link";
import { Page } from "@/ui/page";
import { RefusalPage } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { type Column, Table } from "@/ui/table";
import { hookKindsQuery, hooksQuery } from "./queries";
import { Received } from "./received";

/** Which systems tell Tocsin something, and whether that is understood. */
export function HooksPage() {
  const t = useTranslations("hooks");
  const common = useTranslations("common.actions");
  const { can } = useSession();
  const found = useInfiniteQuery(hooksQuery);
  const hooks = found.data?.pages.flatMap((page) => page.items);
  const create = can("hooks:write") && (
    <LinkButton href="/hook/new" icon={Plus}>
      {t("new")}
    </LinkButton>
  );
  return (
    <Page title={t("title")} lead={t("lead")} actions={hooks && hooks.length > 0 && create}>
      {hooks === undefined ? (
        found.error ? (
          <RefusalPage error={found.error} onRetry={() => void found.refetch()} />
        ) : (
          <SkeletonRows />
        )
      ) : hooks.length === 0 ? (
        <Empty icon={Webhook} title={t("empty.title")} action={create}>
          {t("empty.lead")}
        </Empty>
      ) : (
        <Card isFlush>
          <Hooks hooks={hooks} />
          {found.hasNextPage && (
            <div className="flex justify-center border-t p-3">
              <Button
                look="quiet"
                isBusy={found.isFetchingNextPage}
                onClick={() => void found.fetchNextPage()}
              >
                {common("showMore")}
              </Button>
            </div>
          )}
        </Card>
      )}
    </Page>
  );
}

function Hooks({ hooks }: { hooks: readonly HookAnswer[] }) {
  const t = useTranslations("hooks");
  const { data: kinds = [] } = useQuery(hookKindsQuery);
  const say = useSchemaText();
  const columns: Column<HookAnswer>[] = [
    {
      key: "name",
      title: t("columns.name"),
      cell: (hook) => (
        <div className="grid">
          <Link href={`/hook?id=${hook.id}`} className="break-words font-semibold hover:underline">
            {hook.name}
          </Link>
          <span className="text-ink-soft">
            {say(kinds.find(({ kind }) => kind === hook.kind)?.title ?? hook.kind)}
          </span>
        </div>
      ),
    },
    { key: "received", title: t("columns.received"), cell: (hook) => <Received hook={hook} /> },
    {
      key: "problems",
      title: t("columns.problems"),
      cell: (hook) => t("problemCount", { count: hook.problems }),
    },
    {
      key: "made",
      title: t("columns.made"),
      cell: (hook) => t("made", { count: hook.made_monitors }),
      isMinor: true,
    },
  ];
  return <Table label={t("title")} columns={columns} rows={hooks} rowKey={(hook) => hook.id} />;
}
