"use client";

import { useQuery } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { MonitorAnswer, PingAddresses } from "@/api/schema";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Snippet } from "@/ui/copy";
import { ConfirmDialog } from "@/ui/dialog";
import { RefusalNote } from "@/ui/refusal";
import { Skeleton } from "@/ui/skeleton";
import { Tabs } from "@/ui/tabs";
import { useRotateKey } from "./actions";
import { isPosted } from "./pushed";
import { pingKeyQuery } from "./queries";
import { SNIPPETS, TOOLS } from "./snippets";

const OTHERS = [
  "by_slug",
  "healthchecks",
  "uptime_kuma",
  "cronitor",
  "gatus",
] as const satisfies (keyof PingAddresses)[];

/** Where it is pushed to, and how jobs do that. */
export function PingAddressCard({ monitor }: { monitor: MonitorAnswer }) {
  const t = useTranslations("monitor.ping");
  const { data: key, error } = useQuery(pingKeyQuery(monitor.id));
  const [isRotating, setIsRotating] = useState(false);
  return (
    <Card
      title={t("title")}
      aside={
        <Button look="quiet" icon={KeyRound} onClick={() => setIsRotating(true)}>
          {t("rotate")}
        </Button>
      }
    >
      {key ? (
        <div className="grid grid-cols-1 gap-4">
          <p className="text-ink-soft text-sm">{t(isPosted(monitor) ? "leadPosted" : "lead")}</p>
          <Snippet label={t("title")} text={key.url} />
          {!isPosted(monitor) && <Snippets url={key.url} />}
          <Others addresses={key.addresses} />
        </div>
      ) : error ? (
        <RefusalNote error={error} />
      ) : (
        <Skeleton className="h-24" />
      )}
      {isRotating && <RotateDialog monitor={monitor} onClose={() => setIsRotating(false)} />}
    </Card>
  );
}

function Snippets({ url }: { url: string }) {
  const t = useTranslations("monitor.ping");
  const [tool, setTool] = useState<string>("curl");
  return (
    <Tabs
      label={t("tools")}
      value={tool}
      onChange={setTool}
      tabs={TOOLS.map((one) => ({
        value: one,
        label: t(`tool.${one}`),
        panel: <Snippet label={t(`tool.${one}`)} text={SNIPPETS[one](url)} />,
      }))}
    />
  );
}

/** For what pings already, elsewhere, and need not be changed. */
function Others({ addresses }: { addresses: PingAddresses }) {
  const t = useTranslations("monitor.ping");
  return (
    <details>
      <summary className="min-h-6 text-ink-soft text-sm hover:text-ink">{t("others")}</summary>
      <div className="mt-3 grid grid-cols-1 gap-3">
        {OTHERS.map((name) => {
          const address = addresses[name];
          return (
            address && (
              <div key={name} className="grid grid-cols-1 gap-1">
                <p className="font-medium text-sm">{t(`other.${name}`)}</p>
                <Snippet label={t(`other.${name}`)} text={address} />
              </div>
            )
          );
        })}
      </div>
    </details>
  );
}

function RotateDialog({ monitor, onClose }: { monitor: MonitorAnswer; onClose: () => void }) {
  const t = useTranslations("monitor.ping");
  const { mutate, isPending, error } = useRotateKey(monitor);
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={t("rotateTitle", { name: monitor.name })}
      lead={t("rotateLead")}
      action={t("rotate")}
      isBusy={isPending}
      error={error}
      onConfirm={() => mutate(undefined, { onSuccess: onClose })}
    />
  );
}
