"use client";

import { useMutation } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { MonitorDraft, OutcomeAnswer } from "@/api/schema";
import { useLatencyText } from "@/charts/latency";
import { inWords } from "@/forms/fields";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { RefusalNote } from "@/ui/refusal";
import { StateMark } from "@/ui/state-mark";
import { Time } from "@/ui/time";
import { Facts } from "../facts";
import { Phases } from "../phases";

export interface Trial {
  draft: MonitorDraft;
  /** Whose secrets are meant where they show as `********`. */
  secretsOf: number | undefined;
}

interface TrialCardProps {
  /** It is looked at; there is nothing to try of what is pushed to. */
  isActive: boolean;
  /** Null: something is plainly wrong, and was said at its field. */
  prepare: () => Trial | null;
  onRefused: (error: unknown) => void;
}

/** Looks once with what is in the form, and saves nothing. */
export function TrialCard({ isActive, prepare, onRefused }: TrialCardProps) {
  const t = useTranslations("monitorForm.trial");
  const trial = useMutation({ mutationFn: run, onError: onRefused });
  const start = () => {
    const prepared = prepare();
    if (prepared) trial.mutate(prepared);
  };
  if (!isActive)
    return (
      <Card title={t("pushedTitle")}>
        <p className="text-ink-soft text-sm">{t("pushedLead")}</p>
      </Card>
    );
  return (
    <Card
      title={t("title")}
      aside={
        <Button look="secondary" icon={Play} isBusy={trial.isPending} onClick={start}>
          {trial.isPending ? t("looking") : t("action")}
        </Button>
      }
    >
      <div aria-live="polite" aria-busy={trial.isPending} className="grid gap-4">
        {trial.isError && <RefusalNote error={trial.error} />}
        {trial.data ? (
          <OutcomeView outcome={trial.data} isOld={trial.isPending} />
        ) : (
          !trial.isError && <p className="text-ink-soft text-sm">{t("lead")}</p>
        )}
      </div>
    </Card>
  );
}

function run({ draft, secretsOf }: Trial): Promise<OutcomeAnswer> {
  const query = secretsOf === undefined ? {} : { secrets_of: secretsOf };
  return told(api.POST("/api/v1/monitors/test", { params: { query }, body: draft }));
}

function OutcomeView({ outcome, isOld }: { outcome: OutcomeAnswer; isOld: boolean }) {
  const t = useTranslations("monitorForm.trial");
  const latency = useLatencyText();
  const { verdict, latency_ms, phases_ms, code, error, message, evidence } = outcome;
  return (
    <div className={isOld ? "grid gap-4 opacity-50" : "grid gap-4"}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <StateMark state={verdict} />
        {latency_ms !== null && <span className="figures font-semibold">{latency(latency_ms)}</span>}
        {code !== null && <span className="figures text-ink-soft text-sm">{t("code", { code })}</span>}
      </div>
      {(message || error) && (
        <p className="break-words">
          {message || inWords(error ?? "")}
          {message && error && <span className="block font-mono text-ink-soft text-sm">{error}</span>}
        </p>
      )}
      {phases_ms && <Phases phases={phases_ms} />}
      {outcome.certificate_expires_at && (
        <p className="text-sm">
          {t("certificate")} <Time at={outcome.certificate_expires_at} look="day" />
        </p>
      )}
      {evidence && (
        <details key={verdict} open={verdict !== "up"} className="border-t pt-3">
          <summary className="mb-2 min-h-6 font-medium text-ink-soft text-sm hover:text-ink">
            {t("evidence")}
          </summary>
          <Facts facts={evidence} />
        </details>
      )}
    </div>
  );
}
