"use client";

import { FlaskConical, TriangleAlert } from "lucide-react";
import { useTranslations } from "use-intl";
import type { Metric, RuleTrialAnswer } from "@/api/schema";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Link } from "@/ui/link";
import { useFigure } from "./words";

const MOST_SHOWN = 20;

interface TrialProps {
  metric: Metric;
  answer: RuleTrialAnswer | undefined;
  isBusy: boolean;
  onTry: () => void;
}

/** Which monitors would break it now. Nothing is stored. */
export function TrialCard({ metric, answer, isBusy, onTry }: TrialProps) {
  const t = useTranslations("rules.trial");
  return (
    <Card title={t("title")}>
      <div className="grid gap-3">
        <p className="text-ink-soft text-sm">{t("lead")}</p>
        <Button
          look="secondary"
          icon={FlaskConical}
          className="justify-self-start"
          isBusy={isBusy}
          onClick={onTry}
        >
          {t("try")}
        </Button>
        <div aria-live="polite">{answer && <Seen answer={answer} metric={metric} />}</div>
      </div>
    </Card>
  );
}

function Seen({ answer, metric }: { answer: RuleTrialAnswer; metric: Metric }) {
  const t = useTranslations("rules.trial");
  const figure = useFigure();
  return (
    <div className="grid gap-3">
      <p className="font-semibold">{t("beyond", { beyond: answer.beyond, count: answer.looked_at })}</p>
      {answer.untold > 0 && <p className="text-ink-soft text-sm">{t("untold", { count: answer.untold })}</p>}
      <ul className="grid gap-2 text-sm">
        {answer.items.slice(0, MOST_SHOWN).map((item) => (
          <li key={item.monitor_id} className="grid gap-0.5 border-t pt-2">
            <span className="flex items-baseline justify-between gap-3">
              <Link href={`/monitor?id=${item.monitor_id}`} className="link min-w-0 truncate">
                {item.monitor_name}
              </Link>
              <span
                className={
                  item.is_beyond
                    ? "figures inline-flex items-center gap-1 font-semibold text-down"
                    : "figures"
                }
              >
                {item.is_beyond && (
                  <TriangleAlert role="img" aria-label={t("isBeyond")} className="size-4 shrink-0" />
                )}
                {item.value === null ? "–" : figure(metric, item.value)}
              </span>
            </span>
            {item.summary && <span className="text-ink-soft">{item.summary}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
