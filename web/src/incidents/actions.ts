"use client";

import { type InfiniteData, type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { IncidentAnswer, IncidentDetailAnswer, PageAnswerIncidentAnswer } from "@/api/schema";
import { useSession } from "@/session/session";
import { useToast } from "@/ui/toast";

/** What somebody does about an incident. `until`: Unix ms. */
export type Action =
  | { verb: "acknowledge"; id: number }
  | { verb: "snooze"; id: number; until: number }
  | { verb: "resolve"; id: number; comment: string }
  | { verb: "comment"; id: number; text: string };

type Pages = InfiniteData<PageAnswerIncidentAnswer>;

interface Before {
  pages: [QueryKey, Pages | undefined][];
  one: IncidentDetailAnswer | undefined;
}

const PAGES = ["incidents", "pages"];

/** It shows at once, in the list and on the page, and is taken back when it is refused. */
export function useIncidentAction() {
  const client = useQueryClient();
  const toast = useToast();
  const t = useTranslations("incidents.done");
  const { session } = useSession();
  const who = `user:${session.user.email}`;

  return useMutation({
    mutationFn: perform,
    onMutate: async (action): Promise<Before> => {
      const one = ["incident", action.id];
      await Promise.all([
        client.cancelQueries({ queryKey: PAGES }),
        client.cancelQueries({ queryKey: one, exact: true }),
      ]);
      const before: Before = {
        pages: client.getQueriesData<Pages>({ queryKey: PAGES }),
        one: client.getQueryData(one),
      };
      const change = foreseen(action, who, new Date().toISOString());
      client.setQueriesData<Pages>(
        { queryKey: PAGES },
        (pages) => pages && withChange(pages, action.id, change),
      );
      client.setQueryData<IncidentDetailAnswer>(one, (known) => known && { ...known, ...change });
      return before;
    },
    onError: (error, action, before) => {
      for (const [key, pages] of before?.pages ?? []) client.setQueryData(key, pages);
      if (before?.one) client.setQueryData(["incident", action.id], before.one);
      toast.failed(error);
    },
    onSuccess: (answer, action) => {
      client.setQueryData(["incident", action.id], answer);
      toast.done(t(action.verb, { name: answer.monitor_name ?? `#${answer.id}` }));
    },
    onSettled: (_, __, action) => {
      void client.invalidateQueries({ queryKey: ["incidents"] });
      void client.invalidateQueries({ queryKey: ["incident", action.id] });
    },
  });
}

function perform(action: Action): Promise<IncidentDetailAnswer> {
  const params = { path: { incident_id: action.id } };
  switch (action.verb) {
    case "acknowledge":
      return told(api.POST("/api/v1/incidents/{incident_id}/acknowledge", { params }));
    case "snooze":
      return told(
        api.POST("/api/v1/incidents/{incident_id}/snooze", {
          params,
          body: { until: new Date(action.until).toISOString(), comment: "" },
        }),
      );
    case "resolve":
      return told(
        api.POST("/api/v1/incidents/{incident_id}/resolve", { params, body: { comment: action.comment } }),
      );
    case "comment":
      return told(
        api.POST("/api/v1/incidents/{incident_id}/comments", { params, body: { text: action.text } }),
      );
  }
}

/** Of acknowledging and snoozing the last counts. */
function foreseen(action: Action, who: string, now: string): Partial<IncidentAnswer> {
  switch (action.verb) {
    case "acknowledge":
      return { acknowledged_at: now, acknowledged_by: who, snoozed_until: null };
    case "snooze":
      return {
        acknowledged_at: null,
        acknowledged_by: null,
        snoozed_until: new Date(action.until).toISOString(),
      };
    case "resolve":
      return { resolved_at: now, resolved_by: who };
    case "comment":
      return {};
  }
}

function withChange(pages: Pages, id: number, change: Partial<IncidentAnswer>): Pages {
  return {
    ...pages,
    pages: pages.pages.map((page) => ({
      ...page,
      items: page.items.map((one) => (one.id === id ? { ...one, ...change } : one)),
    })),
  };
}
