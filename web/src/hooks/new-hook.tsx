"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { parseAsString, useQueryState } from "nuqs";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import { KindChoice } from "@/forms/kind-choice";
import { Page } from "@/ui/page";
import { RefusalPage } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { useToast } from "@/ui/toast";
import { emptyForm } from "./draft";
import { HookForm } from "./hook-form";
import { hookKindsQuery } from "./queries";

/** `?kind=` chooses a kind. */
export function NewHook() {
  const t = useTranslations("hooks");
  const client = useQueryClient();
  const router = useRouter();
  const toast = useToast();
  const [name, setName] = useQueryState("kind", parseAsString);
  const { data: kinds, error, refetch } = useQuery(hookKindsQuery);
  const kind = kinds?.find((one) => one.kind === name);
  return (
    <Page title={t("new")} parent={{ href: "/hooks", label: t("title") }}>
      {kind ? (
        <HookForm
          key={kind.kind}
          initial={emptyForm(kind)}
          kind={kind}
          onChangeKind={() => void setName(null)}
          action={t("create")}
          save={async (draft) => {
            const hook = await told(api.POST("/api/v1/hooks", { body: draft }));
            void client.invalidateQueries({ queryKey: ["hooks"] });
            toast.done(t("created", { name: hook.name }));
            router.push(`/hook?id=${hook.id}`);
          }}
        />
      ) : kinds ? (
        <KindChoice question={t("question")} kinds={kinds} onChoose={(one) => void setName(one)} />
      ) : error ? (
        <RefusalPage error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonRows />
      )}
    </Page>
  );
}
