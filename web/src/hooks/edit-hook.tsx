"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { parseAsInteger, useQueryState } from "nuqs";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { HookAnswer, HookDraft } from "@/api/schema";
import { useVersion } from "@/forms/version";
import { useSession } from "@/session/session";
import { Button } from "@/ui/button";
import { Confirmed } from "@/ui/confirmed";
import { Page } from "@/ui/page";
import { RefusalPage } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { useToast } from "@/ui/toast";
import { AddressCard } from "./address-card";
import { formOf, type HookKind } from "./draft";
import { HookForm } from "./hook-form";
import { LastCard } from "./last-card";
import { ProblemsCard } from "./problems-card";
import { editedHookQuery, hookKindsQuery, hookQuery } from "./queries";
import { TrialCard } from "./trial-card";

/** One hook: its settings, its address, what it makes of a body, and what it holds against monitors. */
export function EditHook() {
  const t = useTranslations("hooks");
  const { can } = useSession();
  const [id] = useQueryState("id", parseAsInteger);
  const [isDeleting, setIsDeleting] = useState(false);
  const { data: kinds, error: kindsError } = useQuery(hookKindsQuery);
  const edited = useQuery({ ...editedHookQuery(id ?? 0), enabled: id !== null });
  const { data: now } = useQuery({ ...hookQuery(id ?? 0), enabled: id !== null });
  const hook = edited.data?.data;
  const kind = kinds?.find((one) => one.kind === hook?.kind);
  const error = edited.error ?? kindsError;
  const remove = hook && can("hooks:write") && (
    <Button look="danger" icon={Trash2} onClick={() => setIsDeleting(true)}>
      {t("delete.action")}
    </Button>
  );
  return (
    <Page title={hook?.name ?? t("hook")} parent={{ href: "/hooks", label: t("title") }} actions={remove}>
      {hook && kind && edited.data ? (
        <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
          <div className="grid min-w-0 grid-cols-1 gap-5 lg:order-2">
            <AddressCard hook={now ?? hook} />
            <LastCard hook={now ?? hook} />
            {can("hooks:write") && <TrialCard hook={hook} />}
            <ProblemsCard hook={hook} />
          </div>
          <div className="min-w-0">
            <Edited
              key={edited.dataUpdatedAt}
              hook={hook}
              etag={edited.data.etag}
              kind={kind}
              onReload={() => void edited.refetch()}
            />
          </div>
          {isDeleting && <DeleteDialog hook={hook} onClose={() => setIsDeleting(false)} />}
        </div>
      ) : error ? (
        <RefusalPage error={error} onRetry={() => void edited.refetch()} />
      ) : (
        <SkeletonRows />
      )}
    </Page>
  );
}

interface EditedProps {
  hook: HookAnswer;
  etag: string | null;
  kind: HookKind;
  onReload: () => void;
}

function Edited({ hook, etag, kind, onReload }: EditedProps) {
  const t = useTranslations("hooks");
  const client = useQueryClient();
  const router = useRouter();
  const toast = useToast();
  const version = useVersion(etag, onReload);

  const save = async (draft: HookDraft) => {
    const params = { path: { hook_id: hook.id }, header: version.header() };
    const saved = await told(api.PUT("/api/v1/hooks/{hook_id}", { params, body: draft }));
    void client.invalidateQueries({ queryKey: ["hooks"] });
    toast.done(t("saved", { name: saved.name }));
    router.push("/hooks");
  };

  return (
    <HookForm initial={formOf(hook)} kind={kind} action={t("save")} save={save} adviseOn={version.adviseOn} />
  );
}

function DeleteDialog({ hook, onClose }: { hook: HookAnswer; onClose: () => void }) {
  const t = useTranslations("hooks.delete");
  const client = useQueryClient();
  const router = useRouter();
  const toast = useToast();
  const { id, name } = hook;
  return (
    <Confirmed
      title={t("title", { name })}
      lead={t("lead")}
      action={t("action")}
      name={name}
      onClose={onClose}
      act={() => told(api.DELETE("/api/v1/hooks/{hook_id}", { params: { path: { hook_id: id } } }))}
      onDone={() => {
        void client.invalidateQueries({ queryKey: ["hooks", "list"] });
        toast.done(t("done", { name }));
        router.push("/hooks");
      }}
    />
  );
}
