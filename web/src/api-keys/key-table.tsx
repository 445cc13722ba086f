"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import type { ApiKeyAnswer } from "@/api/schema";
import { useActorName } from "@/incidents/actor";
import { Button } from "@/ui/button";
import { type Column, Table } from "@/ui/table";
import { Time } from "@/ui/time";
import { Scopes } from "./scopes";

interface KeyTableProps {
  label: string;
  keys: readonly ApiKeyAnswer[];
  /** Left out: nothing is left to revoke, or it is not for whoever looks. */
  onRevoke?: (key: ApiKeyAnswer) => void;
}

export function KeyTable({ label, keys, onRevoke }: KeyTableProps) {
  const t = useTranslations("apiKeys.list");
  const actorName = useActorName();
  const columns: Column<ApiKeyAnswer>[] = [
    {
      key: "name",
      title: t("name"),
      cell: (key) => (
        <div className="grid">
          <span className="break-words font-semibold">{key.name}</span>
          <span className="break-all font-mono text-[0.8125rem] text-ink-soft">{key.prefix}…</span>
        </div>
      ),
    },
    { key: "scopes", title: t("scopes"), cell: (key) => <Scopes scopes={key.scopes} /> },
    {
      key: "used",
      title: t("lastUsed"),
      cell: (key) => (
        <Told title={t("lastUsed")}>{key.last_used_at ? <Time at={key.last_used_at} /> : t("never")}</Told>
      ),
    },
    {
      key: "ends",
      title: t("ends"),
      cell: (key) => (
        <Told title={t("ends")}>
          <End apiKey={key} />
        </Told>
      ),
    },
    { key: "by", title: t("by"), cell: (key) => actorName(key.created_by), isMinor: true },
  ];
  if (onRevoke)
    columns.push({
      key: "actions",
      title: <span className="sr-only">{t("actions")}</span>,
      cell: (key) => (
        <div className="flex justify-end max-md:justify-start">
          <Button
            look="danger"
            aria-label={t("revokeNamed", { name: key.name })}
            onClick={() => onRevoke(key)}
          >
            {t("revoke")}
          </Button>
        </div>
      ),
    });
  return <Table label={label} columns={columns} rows={keys} rowKey={(key) => key.id} />;
}

/** On a phone, where a row is a block, the column's title stands before the value. */
function Told({ title, children }: { title: string; children: ReactNode }) {
  return (
    <span>
      <span aria-hidden className="text-ink-soft md:hidden">
        {title}:{" "}
      </span>
      {children}
    </span>
  );
}

function End({ apiKey }: { apiKey: ApiKeyAnswer }) {
  const t = useTranslations("apiKeys");
  const { revoked_at, expires_at } = apiKey;
  if (revoked_at)
    return (
      <>
        {t("revoked")} <Time at={revoked_at} look="day" />
      </>
    );
  return expires_at ? <Time at={expires_at} look="day" /> : t("list.noEnd");
}
