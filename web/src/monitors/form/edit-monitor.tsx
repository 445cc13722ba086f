"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { parseAsInteger, useQueryState } from "nuqs";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { KindAnswer, MonitorAnswer, MonitorDraft } from "@/api/schema";
import { useVersion } from "@/forms/version";
import { Page } from "@/ui/page";
import { RefusalPage } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { useToast } from "@/ui/toast";
import { draftOf, formOf, patchOf } from "./draft";
import { MonitorForm } from "./monitor-form";
import { editedMonitorQuery, kindsQuery } from "./queries";

export function EditMonitor() {
  const t = useTranslations("monitorForm");
  const [id] = useQueryState("id", parseAsInteger);
  const { data: kinds, error: kindsError } = useQuery(kindsQuery);
  const edited = useQuery({ ...editedMonitorQuery(id ?? 0), enabled: id !== null });
  const monitor = edited.data?.data;
  const kind = kinds?.find((one) => one.kind === monitor?.kind);
  const error = edited.error ?? kindsError;
  return (
    <Page
      title={monitor ? t("editTitle", { name: monitor.name }) : t("editTitleUnknown")}
      parent={
        monitor
          ? { href: `/monitor?id=${monitor.id}`, label: monitor.name }
          : { href: "/monitors", label: t("monitors") }
      }
    >
      {monitor && kind && edited.data ? (
        <>
          {monitor.managed_by !== null && (
            <p className="rounded-lg bg-unknown-soft px-3.5 py-2.5 text-sm text-unknown">
              {t("managedBy", { source: monitor.managed_by })}
            </p>
          )}
          <Edited
            key={edited.dataUpdatedAt}
            monitor={monitor}
            etag={edited.data.etag}
            kind={kind}
            onReload={() => void edited.refetch()}
          />
        </>
      ) : error ? (
        <RefusalPage error={error} onRetry={() => void edited.refetch()} />
      ) : (
        <SkeletonRows />
      )}
    </Page>
  );
}

interface EditedProps {
  monitor: MonitorAnswer;
  etag: string | null;
  kind: KindAnswer;
  onReload: () => void;
}

function Edited({ monitor, etag, kind, onReload }: EditedProps) {
  const t = useTranslations("monitorForm");
  const client = useQueryClient();
  const router = useRouter();
  const toast = useToast();
  const version = useVersion(etag, onReload);

  const save = async (draft: MonitorDraft) => {
    const body = patchOf(draftOf(formOf(monitor), kind), draft);
    const params = { path: { monitor_id: monitor.id }, header: version.header() };
    const saved = await told(api.PATCH("/api/v1/monitors/{monitor_id}", { params, body }));
    for (const key of ["monitors", "monitor"]) void client.invalidateQueries({ queryKey: [key] });
    toast.done(t("saved", { name: saved.name }));
    router.push(`/monitor?id=${monitor.id}`);
  };

  return (
    <MonitorForm
      initial={formOf(monitor)}
      kind={kind}
      id={monitor.id}
      secretsOf={monitor.id}
      action={t("save")}
      cancelHref={`/monitor?id=${monitor.id}`}
      save={save}
      adviseOn={version.adviseOn}
    />
  );
}
