"use client";

import { type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { BulkAnswer, BulkRequest, MonitorAnswer, PageAnswerMonitorAnswer } from "@/api/schema";
import { useToast } from "@/ui/toast";

export type Verb = "pause" | "resume" | "tag" | "untag" | "delete";

const OPPOSITES: Partial<Record<Verb, Verb>> = {
  pause: "resume",
  resume: "pause",
  tag: "untag",
  untag: "tag",
};

type Pages = PageAnswerMonitorAnswer;

/** One action upon many monitors. It shows at once, is taken back when it is refused, and can be undone where that is exact. */
export function useBulk() {
  const client = useQueryClient();
  const toast = useToast();
  const t = useTranslations("monitors.done");
  const bulk = useMutation({
    mutationFn: (body: BulkRequest) => told(api.POST("/api/v1/monitors/bulk", { body })),
    onMutate: async (body) => {
      await client.cancelQueries({ queryKey: ["monitors", "list"] });
      const before = client.getQueriesData<Pages>({ queryKey: ["monitors", "list"] });
      client.setQueriesData<Pages>(
        { queryKey: ["monitors", "list"] },
        (page) => page && foreseen(page, body),
      );
      return before;
    },
    onError: (error, _, before: [QueryKey, Pages | undefined][] | undefined) => {
      for (const [key, page] of before ?? []) client.setQueryData(key, page);
      toast.failed(error);
    },
    onSuccess: (answer, body) => {
      toast.done(t(body.action as Verb, { count: answer.changed.length }), undoOf(answer, body, bulk.mutate));
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["monitors"] });
      void client.invalidateQueries({ queryKey: ["monitor"] });
      void client.invalidateQueries({ queryKey: ["tags"] });
    },
  });
  return bulk;
}

function foreseen(page: Pages, body: BulkRequest): Pages {
  if (body.action !== "pause" && body.action !== "resume") return page;
  const ids = body.ids && new Set(body.ids);
  const enabled = body.action === "resume";
  const items = page.items.map((one) => (!ids || ids.has(one.id) ? { ...one, enabled } : one));
  return { ...page, items };
}

function undoOf(answer: BulkAnswer, body: BulkRequest, mutate: (body: BulkRequest) => void) {
  const action = OPPOSITES[body.action as Verb];
  if (!action || answer.changed.length === 0) return undefined;
  return () => mutate({ ...body, action, ids: answer.changed, filter: null });
}

/** Has a monitor looked at now, and tells what was seen. */
export function useCheckNow() {
  const client = useQueryClient();
  const toast = useToast();
  const t = useTranslations("monitors.done.checked");
  return useMutation({
    mutationFn: ({ id }: MonitorAnswer) =>
      told(api.POST("/api/v1/monitors/{monitor_id}/check", { params: { path: { monitor_id: id } } })),
    onSuccess: (answer, { name }) => {
      if (!("verdict" in answer)) return toast.done(t("later", { name }));
      const is = t(answer.verdict, { name });
      toast.done(answer.message ? t("saying", { is, message: answer.message }) : is);
    },
    onError: (error) => toast.failed(error),
    onSettled: (_, __, { id }) => {
      void client.invalidateQueries({ queryKey: ["monitors", "list"] });
      void client.invalidateQueries({ queryKey: ["monitor", id] });
    },
  });
}
