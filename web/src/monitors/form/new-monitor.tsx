"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { parseAsInteger, parseAsString, useQueryState } from "nuqs";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { KindAnswer, MonitorAnswer, MonitorDraft } from "@/api/schema";
import { KindChoice } from "@/forms/kind-choice";
import { Page } from "@/ui/page";
import { RefusalPage } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { useToast } from "@/ui/toast";
import { monitorQuery } from "../queries";
import { draftOf, emptyForm, formOf, hasKeptSecrets, patchOf } from "./draft";
import { MonitorForm } from "./monitor-form";
import { kindsQuery } from "./queries";

/** `?kind=` chooses a kind, `?url=` is what it is to look at, `?clone=` begins with what another monitor has. */
export function NewMonitor() {
  const t = useTranslations("monitorForm");
  const [clone] = useQueryState("clone", parseAsInteger);
  const { data: kinds, error, refetch } = useQuery(kindsQuery);
  return (
    <Page
      title={clone === null ? t("newTitle") : t("cloneTitle")}
      parent={{ href: "/monitors", label: t("monitors") }}
    >
      {kinds ? (
        clone === null ? (
          <Fresh kinds={kinds} />
        ) : (
          <Copied id={clone} kinds={kinds} />
        )
      ) : error ? (
        <RefusalPage error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonRows />
      )}
    </Page>
  );
}

function Fresh({ kinds }: { kinds: readonly KindAnswer[] }) {
  const t = useTranslations("monitorForm");
  const [name, setName] = useQueryState("kind", parseAsString);
  const [url] = useQueryState("url", parseAsString);
  const finish = useFinish();
  const kind = kinds.find((one) => one.kind === name);
  if (!kind) {
    // What can be looked at comes first: it is what most are here for.
    const byUse = [...kinds].sort((one, other) => Number(other.is_active) - Number(one.is_active));
    return <KindChoice question={t("question")} kinds={byUse} onChoose={(one) => void setName(one)} />;
  }
  return (
    <MonitorForm
      key={kind.kind}
      initial={{ ...emptyForm(kind.kind), ...(url && { name: hostOf(url), config: { url } }) }}
      kind={kind}
      onChangeKind={() => void setName(null)}
      action={t("create")}
      cancelHref="/monitors"
      save={async (draft) => finish(await told(api.POST("/api/v1/monitors", { body: draft })))}
    />
  );
}

/** A name to begin with. */
function hostOf(url: string): string {
  return /^[a-z]+:\/\/(?:www\.)?([^/:?#]+)/i.exec(url)?.[1] ?? "";
}

function Copied({ id, kinds }: { id: number; kinds: readonly KindAnswer[] }) {
  const t = useTranslations("monitorForm");
  const finish = useFinish();
  const {
    data: monitor,
    error,
    refetch,
  } = useQuery({ ...monitorQuery(id), staleTime: Number.POSITIVE_INFINITY });
  const kind = kinds.find((one) => one.kind === monitor?.kind);
  if (error && !monitor) return <RefusalPage error={error} onRetry={() => void refetch()} />;
  if (!monitor || !kind) return <SkeletonRows />;
  return (
    <MonitorForm
      initial={{ ...formOf(monitor), name: t("copyOf", { name: monitor.name }) }}
      kind={kind}
      secretsOf={id}
      action={t("create")}
      cancelHref={`/monitor?id=${id}`}
      save={async (draft) => finish(await copy(monitor, kind, draft))}
    />
  );
}

/** The server makes the copy where it alone knows the secrets. */
function copy(monitor: MonitorAnswer, kind: KindAnswer, draft: MonitorDraft): Promise<MonitorAnswer> {
  if (!hasKeptSecrets(draft.config)) return told(api.POST("/api/v1/monitors", { body: draft }));
  const body = { ...patchOf(draftOf(formOf(monitor), kind), draft), name: draft.name };
  return told(
    api.POST("/api/v1/monitors/{monitor_id}/clone", { params: { path: { monitor_id: monitor.id } }, body }),
  );
}

function useFinish(): (monitor: MonitorAnswer) => void {
  const t = useTranslations("monitorForm");
  const client = useQueryClient();
  const router = useRouter();
  const toast = useToast();
  return (monitor) => {
    void client.invalidateQueries({ queryKey: ["monitors"] });
    toast.done(t("created", { name: monitor.name }));
    router.push(`/monitor?id=${monitor.id}`);
  };
}
