"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { MemberAnswer } from "@/api/schema";
import { chooseWorkspace } from "@/api/workspace";
import { useStepUp } from "@/credentials/step-up";
import { membersQuery } from "@/members/queries";
import { sessionQuery, useSession } from "@/session/session";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirmed } from "@/ui/confirmed";
import { SelectField } from "@/ui/fields";
import { useToast } from "@/ui/toast";

/** What the owner alone may do. */
export function OwnerCard() {
  const t = useTranslations("workspace.owner");
  const [isDeleting, setIsDeleting] = useState(false);
  return (
    <Card title={t("title")}>
      <div className="grid divide-y">
        <Part title={t("transfer")} lead={t("transferLead")}>
          <Transfer />
        </Part>
        <Part title={t("delete")} lead={t("deleteLead")}>
          <Button look="danger" onClick={() => setIsDeleting(true)}>
            {t("deleteAction")}
          </Button>
        </Part>
      </div>
      {isDeleting && <DeleteDialog onClose={() => setIsDeleting(false)} />}
    </Card>
  );
}

function Part({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  return (
    <div className="grid justify-items-start gap-3 py-4 first:pt-1 last:pb-1">
      <div className="grid gap-1">
        <h3 className="font-semibold text-sm">{title}</h3>
        <p className="max-w-prose text-ink-soft text-sm">{lead}</p>
      </div>
      {children}
    </div>
  );
}

function Transfer() {
  const t = useTranslations("workspace.owner");
  const { session } = useSession();
  const { data: members } = useQuery(membersQuery);
  const [chosen, setChosen] = useState("");
  const [heir, setHeir] = useState<MemberAnswer | null>(null);
  const others = members?.filter((one) => one.user_id !== session.user.id && !one.is_disabled) ?? [];
  if (members && others.length === 0) return <p className="text-sm">{t("nobody")}</p>;
  return (
    <div className="flex w-full flex-wrap items-end gap-3">
      <SelectField
        label={t("to")}
        className="w-full sm:w-72"
        value={chosen}
        choices={[
          { value: "", label: t("choose") },
          ...others.map((one) => ({ value: String(one.user_id), label: `${one.name} · ${one.email}` })),
        ]}
        onChange={setChosen}
      />
      <Button
        look="danger"
        disabled={chosen === ""}
        onClick={() => setHeir(others.find((one) => String(one.user_id) === chosen) ?? null)}
      >
        {t("transferAction")}
      </Button>
      {heir && <TransferDialog heir={heir} onClose={() => setHeir(null)} />}
    </div>
  );
}

function TransferDialog({ heir, onClose }: { heir: MemberAnswer; onClose: () => void }) {
  const t = useTranslations("workspace.owner");
  const client = useQueryClient();
  const toast = useToast();
  const { workspace } = useSession();
  const { proved } = useStepUp();
  const { name, user_id } = heir;
  return (
    <Confirmed
      title={t("transferTitle", { workspace: workspace.name, name })}
      lead={t("transferLead")}
      action={t("transferConfirm")}
      name={workspace.name}
      onClose={onClose}
      act={() => proved(() => told(api.POST("/api/v1/workspace/transfer", { body: { user_id } })))}
      onDone={() => {
        void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
        void client.invalidateQueries({ queryKey: ["members"] });
        toast.done(t("transferred", { name }));
      }}
    />
  );
}

function DeleteDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("workspace.owner");
  const { workspace } = useSession();
  const { proved } = useStepUp();
  const params = { query: { name: workspace.name } };
  return (
    <Confirmed
      title={t("deleteTitle", { name: workspace.name })}
      lead={t("deleteLead")}
      action={t("deleteConfirm")}
      name={workspace.name}
      onClose={onClose}
      act={() => proved(() => told(api.DELETE("/api/v1/workspace", { params })))}
      onDone={() => {
        chooseWorkspace(null);
        // Where it can be restored.
        location.assign("/workspaces");
      }}
    />
  );
}
