"use client";

import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { HookAnswer, HookProblemAnswer } from "@/api/schema";
import { useSession } from "@/session/session";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirmed } from "@/ui/confirmed";
import { Link } from "@/ui/link";
import { RefusalNote } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { StateMark } from "@/ui/state-mark";
import { Time } from "@/ui/time";
import { useToast } from "@/ui/toast";
import { problemsQuery } from "./queries";

/** Against which monitor; or against all. */
type Forgotten = number | "all";

/** What is not over yet, as far as the other system has said. */
export function ProblemsCard({ hook }: { hook: HookAnswer }) {
  const t = useTranslations("hooks.problems");
  const common = useTranslations("common.actions");
  const { can } = useSession();
  const found = useInfiniteQuery(problemsQuery(hook.id));
  const [asked, setAsked] = useState<Forgotten | null>(null);
  const problems = found.data?.pages.flatMap((page) => page.items);
  const mayForget = can("hooks:write");
  const forgetAll = mayForget && problems && problems.length > 0 && (
    <Button look="danger" onClick={() => setAsked("all")}>
      {t("forgetAll")}
    </Button>
  );
  return (
    <Card title={t("title")} aside={forgetAll}>
      <div className="grid gap-3 text-sm">
        <RefusalNote error={found.error} />
        {!problems && !found.error && <SkeletonRows count={1} />}
        {problems && <p className="text-ink-soft">{t(problems.length > 0 ? "lead" : "none")}</p>}
        <ul className="divide-y">
          {problems?.map((problem) => (
            <ProblemRow
              key={`${problem.monitor_id}/${problem.problem}`}
              problem={problem}
              {...(mayForget && { onForget: () => setAsked(problem.monitor_id) })}
            />
          ))}
        </ul>
        {found.hasNextPage && (
          <Button look="quiet" isBusy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {common("showMore")}
          </Button>
        )}
      </div>
      {asked !== null && <ForgetDialog hook={hook} forgotten={asked} onClose={() => setAsked(null)} />}
    </Card>
  );
}

function ProblemRow({ problem, onForget }: { problem: HookProblemAnswer; onForget?: () => void }) {
  const t = useTranslations("hooks.problems");
  const { monitor_id: id, state, message, since } = problem;
  return (
    <li className="flex items-start justify-between gap-3 py-2.5">
      <div className="grid min-w-0 gap-0.5">
        <span className="flex flex-wrap items-center gap-2">
          <StateMark state={state} />
          <Link href={`/monitor?id=${id}`} className="font-semibold hover:underline">
            {t("monitor", { id })}
          </Link>
          <span className="text-ink-soft">{t.rich("since", { time: () => <Time at={since} /> })}</span>
        </span>
        {message && <span className="break-words text-ink-soft">{message}</span>}
        {problem.problem && <code className="break-all text-ink-soft text-xs">{problem.problem}</code>}
      </div>
      {onForget && (
        <Button look="quiet" aria-label={t("forgetNamed", { id })} onClick={onForget}>
          {t("forget")}
        </Button>
      )}
    </li>
  );
}

interface ForgetProps {
  hook: HookAnswer;
  forgotten: Forgotten;
  onClose: () => void;
}

function ForgetDialog({ hook, forgotten, onClose }: ForgetProps) {
  const t = useTranslations("hooks.problems");
  const client = useQueryClient();
  const toast = useToast();
  const query = forgotten === "all" ? {} : { monitor_id: forgotten };
  const params = { path: { hook_id: hook.id }, query };
  return (
    <Confirmed
      title={t("forgetTitle")}
      lead={forgotten === "all" ? t("forgetEvery") : t("forgetOne", { id: forgotten })}
      action={t("forgetAction")}
      onClose={onClose}
      act={() => told(api.DELETE("/api/v1/hooks/{hook_id}/problems", { params }))}
      onDone={() => {
        void client.invalidateQueries({ queryKey: ["hooks"] });
        toast.done(t("forgotten"));
      }}
    />
  );
}
