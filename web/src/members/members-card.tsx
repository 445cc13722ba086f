"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { UserMinus } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { MemberAnswer } from "@/api/schema";
import { useSession } from "@/session/session";
import { IconButton } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirmed } from "@/ui/confirmed";
import { RefusalPage } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { type Column, Table } from "@/ui/table";
import { Time } from "@/ui/time";
import { useToast } from "@/ui/toast";
import { membersQuery } from "./queries";
import { RoleSelect } from "./role-select";

export function MembersCard() {
  const t = useTranslations("members.list");
  const { data: members, error, refetch } = useQuery(membersQuery);
  return (
    <Card title={t("title")} isFlush>
      {members ? (
        <Members members={members} />
      ) : error ? (
        <RefusalPage error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonRows count={3} />
      )}
    </Card>
  );
}

function Members({ members }: { members: readonly MemberAnswer[] }) {
  const t = useTranslations("members.list");
  const { can, session } = useSession();
  const [removed, setRemoved] = useState<MemberAnswer | null>(null);
  const isSelf = (member: MemberAnswer) => member.user_id === session.user.id;
  const columns: Column<MemberAnswer>[] = [
    { key: "name", title: t("name"), cell: (one) => <Who member={one} isSelf={isSelf(one)} /> },
    { key: "role", title: t("role"), cell: (one) => <RoleSelect member={one} /> },
    { key: "joined", title: t("joined"), cell: (one) => <Joined at={one.joined_at} /> },
  ];
  if (can("members:write"))
    columns.push({
      key: "actions",
      title: <span className="sr-only">{t("actions")}</span>,
      cell: (one) =>
        one.role !== "owner" &&
        !isSelf(one) && (
          <div className="flex justify-end max-md:justify-start">
            <IconButton
              icon={UserMinus}
              label={t("remove", { name: one.name })}
              onClick={() => setRemoved(one)}
            />
          </div>
        ),
    });
  return (
    <>
      <Table label={t("title")} columns={columns} rows={members} rowKey={(one) => one.user_id} />
      {removed && <RemoveDialog member={removed} onClose={() => setRemoved(null)} />}
    </>
  );
}

function Who({ member, isSelf }: { member: MemberAnswer; isSelf: boolean }) {
  const t = useTranslations("members.list");
  return (
    <div className="grid min-w-0">
      <span className="flex flex-wrap items-center gap-x-2 font-semibold">
        {member.name}
        {isSelf && <Note text={t("you")} />}
        {member.is_disabled && <Note text={t("disabled")} />}
      </span>
      <span className="break-all text-ink-soft">{member.email}</span>
    </div>
  );
}

function Note({ text }: { text: string }) {
  return <span className="rounded-md bg-sunken px-1.5 py-0.5 font-normal text-ink-soft text-xs">{text}</span>;
}

function Joined({ at }: { at: string }) {
  const t = useTranslations("members.list");
  return (
    <span className="text-ink-soft">
      <span className="md:hidden">{t("joined")} </span>
      <Time at={at} look="day" />
    </span>
  );
}

function RemoveDialog({ member, onClose }: { member: MemberAnswer; onClose: () => void }) {
  const t = useTranslations("members.remove");
  const client = useQueryClient();
  const toast = useToast();
  const { name, user_id } = member;
  return (
    <Confirmed
      title={t("title", { name })}
      lead={t("lead")}
      action={t("action")}
      name={name}
      onClose={onClose}
      act={() => told(api.DELETE("/api/v1/members/{user_id}", { params: { path: { user_id } } }))}
      onDone={() => {
        void client.invalidateQueries({ queryKey: ["members"] });
        void client.invalidateQueries({ queryKey: ["invitations"] });
        toast.done(t("done", { name }));
      }}
    />
  );
}
