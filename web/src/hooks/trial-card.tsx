"use client";

import { useMutation } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import { refusalOf } from "@/api/problem";
import type { HookAnswer, HookTrialAnswer } from "@/api/schema";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { TextArea } from "@/ui/fields";
import { RefusalNote } from "@/ui/refusal";
import { StateMark } from "@/ui/state-mark";
import { sampleOf } from "./draft";

/** Says what would become of a body. */
export function TrialCard({ hook }: { hook: HookAnswer }) {
  const t = useTranslations("hooks.trial");
  const [text, setText] = useState(() => sampleOf(hook.kind));
  const [isWrong, setIsWrong] = useState(false);
  const trial = useMutation({
    mutationFn: (body: unknown) => {
      const params = { path: { hook_id: hook.id } };
      return told(api.POST("/api/v1/hooks/{hook_id}/test", { params, body: body as never }));
    },
  });
  const start = () => {
    const body = parsed(text);
    setIsWrong(body === undefined);
    if (body !== undefined) trial.mutate(body);
  };
  return (
    <Card title={t("title")}>
      <div className="grid gap-3">
        <p className="text-ink-soft text-sm">{t("lead")}</p>
        <TextArea
          label={t("body")}
          error={isWrong ? t("notJson") : null}
          value={text}
          onChange={(typed) => {
            setText(typed);
            setIsWrong(false);
          }}
          rows={8}
          spellCheck={false}
        />
        <div>
          <Button look="secondary" icon={FlaskConical} isBusy={trial.isPending} onClick={start}>
            {t("action")}
          </Button>
        </div>
        <div aria-live="polite" className="grid gap-3 text-sm">
          {trial.error && <Refused error={trial.error} />}
          {trial.data && <Outcome trial={trial.data} />}
        </div>
      </div>
    </Card>
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function Refused({ error }: { error: unknown }) {
  return (
    <>
      <RefusalNote error={error} />
      <ul className="grid gap-1 text-down">
        {Object.entries(refusalOf(error).fields).map(([pointer, message]) => (
          <li key={pointer} className="break-words">
            <code>{pointer}</code> {message}
          </li>
        ))}
      </ul>
    </>
  );
}

function Outcome({ trial }: { trial: HookTrialAnswer }) {
  const t = useTranslations("hooks.trial");
  return (
    <>
      <p className="font-medium">
        {[
          t("counts", { taken: trial.taken }),
          trial.created > 0 && t("created", { count: trial.created }),
          trial.ignored > 0 && t("ignored", { count: trial.ignored }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {trial.note && <p className="text-ink-soft">{trial.note}</p>}
      {trial.monitors.length > 0 && (
        <ul aria-label={t("monitors")} className="divide-y rounded-lg border">
          {trial.monitors.map((monitor) => (
            <li key={monitor.name} className="grid gap-0.5 px-3 py-2">
              <span className="flex flex-wrap items-center gap-2">
                <StateMark state={monitor.state} />
                <span className="break-words font-semibold">{monitor.name}</span>
                {monitor.id === null && <span className="text-ink-soft">({t("isNew")})</span>}
              </span>
              {monitor.message && <span className="break-words text-ink-soft">{monitor.message}</span>}
            </li>
          ))}
        </ul>
      )}
      {trial.refused.length > 0 && (
        <div className="grid gap-1 text-down">
          <p className="font-medium">{t("refused")}</p>
          <ul className="grid gap-1">
            {trial.refused.map(({ pointer, message }) => (
              <li key={pointer + message} className="break-words">
                <code>{pointer}</code> {message}
              </li>
            ))}
          </ul>
        </div>
      )}
      {trial.items
        .filter(({ missed }) => missed.length > 0)
        .map(({ pointer, missed }) => (
          <p key={pointer} className="break-words text-degraded">
            {t("missed", { pointer, names: missed.join(", ") })}
          </p>
        ))}
    </>
  );
}
