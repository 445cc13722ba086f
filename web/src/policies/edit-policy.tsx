"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { parseAsInteger, useQueryState } from "nuqs";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { PolicyAnswer } from "@/api/schema";
import { useVersion } from "@/forms/version";
import { useSession } from "@/session/session";
import { Button } from "@/ui/button";
import { ConfirmDialog } from "@/ui/dialog";
import { Page } from "@/ui/page";
import { RefusalPage } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { useToast } from "@/ui/toast";
import { type draftOf, EMPTY_POLICY, formOf } from "./draft";
import { PolicyForm } from "./policy-form";
import { editedPolicyQuery, useDeletePolicy } from "./queries";

type Draft = ReturnType<typeof draftOf>;

export function NewPolicy() {
  const t = useTranslations("policies");
  const done = useDone();
  const save = async (body: Draft) => done(await told(api.POST("/api/v1/policies", { body })));
  return (
    <Page title={t("newTitle")} parent={{ href: "/policies", label: t("title") }} lead={t("newLead")}>
      <PolicyForm initial={EMPTY_POLICY} action={t("create")} save={save} />
    </Page>
  );
}

export function EditPolicy() {
  const t = useTranslations("policies");
  const { can } = useSession();
  const [id] = useQueryState("id", parseAsInteger);
  const edited = useQuery({ ...editedPolicyQuery(id ?? 0), enabled: id !== null });
  const policy = edited.data?.data;
  return (
    <Page
      title={policy?.name ?? t("policy")}
      parent={{ href: "/policies", label: t("title") }}
      actions={policy && can("policies:write") && <DeleteButton policy={policy} />}
    >
      {policy && edited.data ? (
        <Edited
          key={edited.dataUpdatedAt}
          policy={policy}
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
  policy: PolicyAnswer;
  etag: string | null;
  onReload: () => void;
}

function Edited({ policy, etag, onReload }: EditedProps) {
  const t = useTranslations("policies");
  const { can } = useSession();
  const done = useDone();
  const version = useVersion(etag, onReload);
  const save = async (body: Draft) => {
    const params = { path: { policy_id: policy.id }, header: version.header() };
    await done(await told(api.PUT("/api/v1/policies/{policy_id}", { params, body })));
  };
  return (
    <PolicyForm
      initial={formOf(policy)}
      action={t("save")}
      save={save}
      isReadOnly={!can("policies:write")}
      adviseOn={version.adviseOn}
    />
  );
}

function useDone() {
  const t = useTranslations("policies");
  const client = useQueryClient();
  const router = useRouter();
  const toast = useToast();
  return async ({ name }: PolicyAnswer) => {
    await client.invalidateQueries({ queryKey: ["policies"] });
    toast.done(t("saved", { name }));
    router.push("/policies");
  };
}

function DeleteButton({ policy }: { policy: PolicyAnswer }) {
  const t = useTranslations("policies");
  const common = useTranslations("common");
  const router = useRouter();
  const toast = useToast();
  const [isOpen, setIsOpen] = useState(false);
  const deletion = useDeletePolicy(() => {
    toast.done(t("deleted", { name: policy.name }));
    router.push("/policies");
  });
  return (
    <>
      <Button look="danger" onClick={() => setIsOpen(true)}>
        {common("actions.delete")}
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        title={t("delete.title", { name: policy.name })}
        lead={t("delete.lead")}
        action={common("actions.delete")}
        name={policy.name}
        isBusy={deletion.isPending}
        error={deletion.error}
        onConfirm={() => deletion.mutate(policy.id)}
      />
    </>
  );
}
