"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { parseAsInteger, useQueryState } from "nuqs";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { RuleAnswer } from "@/api/schema";
import { useVersion } from "@/forms/version";
import { useSession } from "@/session/session";
import { Button } from "@/ui/button";
import { ConfirmDialog } from "@/ui/dialog";
import { Page } from "@/ui/page";
import { RefusalPage } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { useToast } from "@/ui/toast";
import { type draftOf, EMPTY_RULE, formOf } from "./draft";
import { editedRuleQuery, useDeleteRule } from "./queries";
import { RuleForm } from "./rule-form";

type Draft = ReturnType<typeof draftOf>;

export function NewRule() {
  const t = useTranslations("rules");
  const done = useDone();
  const save = async (body: Draft) => done(await told(api.POST("/api/v1/rules", { body })));
  return (
    <Page title={t("newTitle")} parent={{ href: "/rules", label: t("title") }}>
      <RuleForm initial={EMPTY_RULE} action={t("create")} save={save} />
    </Page>
  );
}

export function EditRule() {
  const t = useTranslations("rules");
  const { can } = useSession();
  const [id] = useQueryState("id", parseAsInteger);
  const edited = useQuery({ ...editedRuleQuery(id ?? 0), enabled: id !== null });
  const rule = edited.data?.data;
  return (
    <Page
      title={rule?.name ?? t("rule")}
      parent={{ href: "/rules", label: t("title") }}
      actions={rule && can("rules:write") && <DeleteButton rule={rule} />}
    >
      {rule && edited.data ? (
        <Edited
          key={edited.dataUpdatedAt}
          rule={rule}
          etag={edited.data.etag}
          onReload={() => void edited.refetch()}
        />
      ) : edited.error ? (
        <RefusalPage error={edited.error} onRetry={() => void edited.refetch()} />
      ) : (
        <SkeletonRows />
      )}
    </Page>
  );
}

interface EditedProps {
  rule: RuleAnswer;
  etag: string | null;
  onReload: () => void;
}

function Edited({ rule, etag, onReload }: EditedProps) {
  const t = useTranslations("rules");
  const { can } = useSession();
  const done = useDone();
  const version = useVersion(etag, onReload);
  const save = async (body: Draft) => {
    const params = { path: { rule_id: rule.id }, header: version.header() };
    await done(await told(api.PUT("/api/v1/rules/{rule_id}", { params, body })));
  };
  return (
    <RuleForm
      initial={formOf(rule)}
      action={t("save")}
      save={save}
      isReadOnly={!can("rules:write")}
      adviseOn={version.adviseOn}
    />
  );
}

function useDone() {
  const t = useTranslations("rules");
  const client = useQueryClient();
  const router = useRouter();
  const toast = useToast();
  return async ({ name }: RuleAnswer) => {
    await client.invalidateQueries({ queryKey: ["rules"] });
    toast.done(t("saved", { name }));
    router.push("/rules");
  };
}

function DeleteButton({ rule }: { rule: RuleAnswer }) {
  const t = useTranslations("rules");
  const common = useTranslations("common");
  const router = useRouter();
  const toast = useToast();
  const [isOpen, setIsOpen] = useState(false);
  const deletion = useDeleteRule(() => {
    toast.done(t("deleted", { name: rule.name }));
    router.push("/rules");
  });
  return (
    <>
      <Button look="danger" onClick={() => setIsOpen(true)}>
        {common("actions.delete")}
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        title={t("delete.title", { name: rule.name })}
        lead={t("delete.lead")}
        action={common("actions.delete")}
        name={rule.name}
        isBusy={deletion.isPending}
        error={deletion.error}
        onConfirm={() => deletion.mutate(rule.id)}
      />
    </>
  );
}
