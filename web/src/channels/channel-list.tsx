"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Megaphone, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { ChannelAnswer } from "@/api/schema";
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
import { ChannelActions } from "./channel-actions";
import { DeleteChannel } from "./delete-channel";
import { channelKindsQuery, channelsQuery } from "./queries";
import { SavedTrial } from "./saved-trial";
import { StandingSummary } from "./standing-mark";
import { useUsers } from "./use-users";
import { UsedBy } from "./used-by";

/** Where messages go, and whether they arrive. */
export function ChannelList() {
  const t = useTranslations("channels");
  const { can } = useSession();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery(channelsQuery);
  const channels = data?.pages.flatMap((page) => page.items);
  const create = can("channels:write") && (
    <LinkButton href="/channel/new" icon={Plus}>
      {t("new")}
    </LinkButton>
  );
  return (
    <Page title={t("title")} lead={t("lead")} actions={channels && channels.length > 0 && create}>
      {channels === undefined ? (
        error ? (
          <RefusalPage error={error} onRetry={() => void refetch()} />
        ) : (
          <SkeletonRows />
        )
      ) : channels.length === 0 ? (
        <Empty icon={Megaphone} title={t("empty.title")} action={create}>
          {t("empty.lead")}
        </Empty>
      ) : (
        <Card isFlush>
          <Channels channels={channels} />
          {hasNextPage && (
            <div className="p-4">
              <Button look="secondary" isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                {t("showMore")}
              </Button>
            </div>
          )}
        </Card>
      )}
    </Page>
  );
}

function Channels({ channels }: { channels: readonly ChannelAnswer[] }) {
  const t = useTranslations("channels.columns");
  const { can } = useSession();
  const { data: kinds = [] } = useQuery(channelKindsQuery);
  const say = useSchemaText();
  const usersOf = useUsers(channels);
  const [tried, setTried] = useState<ChannelAnswer | null>(null);
  const [deleted, setDeleted] = useState<ChannelAnswer | null>(null);

  const columns: Column<ChannelAnswer>[] = [
    {
      key: "name",
      title: t("name"),
      cell: (channel) => (
        <div className="grid">
          <Link href={`/channel?id=${channel.id}`} className="font-semibold hover:underline">
            {channel.name}
          </Link>
          <span className="text-ink-soft">
            {say(kinds.find((kind) => kind.kind === channel.kind)?.title ?? channel.kind)}
          </span>
        </div>
      ),
    },
    { key: "standing", title: t("standing"), cell: (channel) => <StandingSummary channel={channel} /> },
    { key: "users", title: t("usedBy"), cell: (channel) => <UsedBy users={usersOf(channel.id)} /> },
  ];
  if (can("channels:write"))
    columns.push({
      key: "actions",
      title: <span className="sr-only">{t("actions")}</span>,
      cell: (channel) => <ChannelActions channel={channel} onTry={setTried} onDelete={setDeleted} />,
    });
  return (
    <>
      <Table label={t("label")} columns={columns} rows={channels} rowKey={(channel) => channel.id} />
      <SavedTrial channel={tried} onClose={() => setTried(null)} />
      <DeleteChannel channel={deleted} onClose={() => setDeleted(null)} />
    </>
  );
}
