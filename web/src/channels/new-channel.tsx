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
import { ChannelForm } from "./channel-form";
import { emptyForm } from "./draft";
import { channelKindsQuery } from "./queries";

/** `?kind=` chooses a kind. */
export function NewChannel() {
  const t = useTranslations("channels");
  const client = useQueryClient();
  const router = useRouter();
  const toast = useToast();
  const [name, setName] = useQueryState("kind", parseAsString);
  const { data: kinds, error, refetch } = useQuery(channelKindsQuery);
  const kind = kinds?.find((one) => one.kind === name);
  return (
    <Page title={t("newTitle")} parent={{ href: "/channels", label: t("title") }}>
      {kind ? (
        <ChannelForm
          key={kind.kind}
          initial={emptyForm(kind.kind)}
          kind={kind}
          onChangeKind={() => void setName(null)}
          action={t("create")}
          save={async (draft) => {
            const channel = await told(api.POST("/api/v1/channels", { body: draft }));
            void client.invalidateQueries({ queryKey: ["channels"] });
            toast.done(t("created", { name: channel.name }));
            router.push("/channels");
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
