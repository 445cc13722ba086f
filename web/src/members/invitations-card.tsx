"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { InvitationAnswer } from "@/api/schema";
import { useActorName } from "@/incidents/actor";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirmed } from "@/ui/confirmed";
import { CheckField } from "@/ui/fields";
import { RefusalNote } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { type Column, Table } from "@/ui/table";
import { Time } from "@/ui/time";
import { useToast } from "@/ui/toast";
import { invitationsQuery } from "./queries";

/** Who was asked to join, and what has become of it. */
export function InvitationsCard() {
  const t = useTranslations("members.invitations");
  const [isAll, setIsAll] = useState(false);
  const { data: invitations, error } = useQuery(invitationsQuery(isAll));
  return (
    <Card
      title={t("title")}
      aside={<CheckField label={t("showPast")} isChecked={isAll} onChange={setIsAll} />}
      isFlush
    >
      {error && (
        <div className="px-4 pb-4 sm:px-5">
          <RefusalNote error={error} />
        </div>
      )}
      {invitations === undefined && !error && <SkeletonRows count={1} />}
      {invitations?.length === 0 && (
        <p className="px-4 pt-1 pb-4 text-ink-soft sm:px-5">{t(isAll ? "nonePast" : "none")}</p>
      )}
      {invitations && invitations.length > 0 && <Invitations invitations={invitations} />}
    </Card>
  );
}

function Invitations({ invitations }: { invitations: readonly InvitationAnswer[] }) {
  const t = useTranslations("members.invitations");
  const roleName = useTranslations("door.roles");
  const list = useTranslations("members.list");
  const actorName = useActorName();
  const [revoked, setRevoked] = useState<InvitationAnswer | null>(null);
  const who = (one: InvitationAnswer) => one.email ?? t("whoever");
  const columns: Column<InvitationAnswer>[] = [
    {
      key: "who",
      title: t("who"),
      cell: (one) => (
        <div className="grid">
          <span className="break-all font-semibold">{who(one)}</span>
          <span className="text-ink-soft">{roleName(one.role)}</span>
        </div>
      ),
    },
    { key: "state", title: t("state"), cell: (one) => t(`states.${one.state}`) },
    { key: "by", title: t("by"), cell: (one) => actorName(one.invited_by), isMinor: true },
    {
      key: "until",
      title: t("until"),
      cell: (one) => (
        <span className="text-ink-soft">
          <span aria-hidden className="md:hidden">
            {t("until")}{" "}
          </span>
          <Time at={one.expires_at} look="short" />
        </span>
      ),
    },
    {
      key: "actions",
      title: <span className="sr-only">{list("actions")}</span>,
      cell: (one) =>
        one.state === "pending" && (
          <div className="flex justify-end max-md:justify-start">
            <Button
              look="danger"
              aria-label={t("revokeNamed", { name: who(one) })}
              onClick={() => setRevoked(one)}
            >
              {t("revoke")}
            </Button>
          </div>
        ),
    },
  ];
  return (
    <>
      <Table label={t("title")} columns={columns} rows={invitations} rowKey={(one) => one.id} />
      {revoked && <RevokeDialog invitation={revoked} name={who(revoked)} onClose={() => setRevoked(null)} />}
    </>
  );
}

interface RevokeProps {
  invitation: InvitationAnswer;
  name: string;
  onClose: () => void;
}

function RevokeDialog({ invitation, name, onClose }: RevokeProps) {
  const t = useTranslations("members.invitations");
  const client = useQueryClient();
  const toast = useToast();
  const path = { invitation_id: invitation.id };
  return (
    <Confirmed
      title={t("revokeTitle")}
      lead={t("revokeLead", { name })}
      action={t("revokeAction")}
      onClose={onClose}
      act={() => told(api.DELETE("/api/v1/invitations/{invitation_id}", { params: { path } }))}
      onDone={() => {
        void client.invalidateQueries({ queryKey: ["invitations"] });
        toast.done(t("revoked"));
      }}
    />
  );
}
