"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import { useFormatter, useTranslations } from "use-intl";
import type { PolicyAnswer } from "@/api/schema";
import { matchOf } from "@/matching/match";
import { MatchWords } from "@/matching/match-words";
import { IconButton } from "@/ui/button";
import { classes } from "@/ui/classes";
import { Link } from "@/ui/link";
import { Switch } from "@/ui/switch";
import { duration } from "@/ui/time";
import { useEnabled } from "./queries";
import type { Recipients, Target } from "./recipients";

interface RowProps {
  policy: PolicyAnswer;
  number: number;
  recipients: Recipients;
  canWrite: boolean;
  onUp: (() => void) | undefined;
  onDown: (() => void) | undefined;
}

/** What a policy takes, and whom it tells, in two lines. */
export function PolicyRow({ policy, number, recipients, canWrite, onUp, onDown }: RowProps) {
  const t = useTranslations("policies.row");
  const common = useTranslations("common.actions");
  const enabled = useEnabled();
  return (
    <li className="flex items-start gap-3 border-b px-4 py-3.5 last:border-0 sm:gap-4 sm:px-5">
      <span
        aria-hidden
        className="figures mt-0.5 inline-flex size-7 shrink-0 items-center justify-center rounded-full bg-sunken font-semibold text-ink-soft text-sm"
      >
        {number}
      </span>
      <div className={classes("grid min-w-0 grow gap-1", !policy.enabled && "text-ink-soft")}>
        <h2 className="min-w-0 break-words font-semibold">
          <Link href={`/policy?id=${policy.id}`} className="no-underline hover:underline">
            {policy.name}
          </Link>
          {policy.continues && <span className="font-normal text-ink-soft text-sm"> · {t("continues")}</span>}
        </h2>
        <p className="text-ink-soft text-sm">
          <MatchWords match={matchOf(policy.match)} />
        </p>
        <StepsLine policy={policy} recipients={recipients} />
      </div>
      <div className="flex shrink-0 items-center gap-1 max-sm:flex-col-reverse">
        {canWrite && (
          <span className="flex max-sm:flex-col">
            <IconButton
              icon={ArrowUp}
              label={`${common("moveUp")}: ${policy.name}`}
              disabled={!onUp}
              onClick={onUp}
            />
            <IconButton
              icon={ArrowDown}
              label={`${common("moveDown")}: ${policy.name}`}
              disabled={!onDown}
              onClick={onDown}
            />
          </span>
        )}
        <Switch
          label={t("enabled", { name: policy.name })}
          isOn={policy.enabled}
          isDisabled={!canWrite || enabled.isPending}
          onChange={(isOn) => enabled.mutate({ policy, enabled: isOn })}
        />
      </div>
    </li>
  );
}

function StepsLine({ policy, recipients }: { policy: PolicyAnswer; recipients: Recipients }) {
  const t = useTranslations("policies.row");
  const format = useFormatter();
  return (
    <p className="text-sm">
      {policy.steps.map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps are known by their place
        <span key={index}>
          {index > 0 && (
            <span aria-hidden className="text-ink-faint">
              {" → "}
            </span>
          )}
          <span className="text-ink-soft">
            {step.after === 0 ? t("atOnce") : t("after", { duration: duration(step.after) })}
          </span>{" "}
          <span className="font-medium">
            {format.list(step.targets.map((target) => recipients.nameOf(target as Target)))}
          </span>
        </span>
      ))}
      {policy.repeat && (
        <span className="text-ink-soft"> · {t("repeats", { every: duration(policy.repeat.every) })}</span>
      )}
      {policy.quiet_hours && <span className="text-ink-soft"> · {t("quiet")}</span>}
    </p>
  );
}
