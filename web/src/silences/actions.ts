"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import type { SilenceAnswer } from "@/api/schema";
import { useToast } from "@/ui/toast";
import type { WindowDraft } from "./draft";
import { callsOf, NOUNS, type WindowKind } from "./queries";

/** All that shows what is silenced: lists, calendars, monitors in maintenance, why incidents are held. */
export function useReadAgain(kind: WindowKind): () => void {
  const client = useQueryClient();
  return () => {
    for (const noun of [NOUNS[kind], "monitors", "monitor", "incident"])
      void client.invalidateQueries({ queryKey: [noun] });
  };
}

interface Saving {
  draft: WindowDraft;
  /** What is replaced; without it a new one is made. */
  before: { id: number; header: { "if-match"?: string } } | null;
}

export function useSave(kind: WindowKind) {
  const readAgain = useReadAgain(kind);
  const toast = useToast();
  const t = useTranslations("silences.done");
  return useMutation({
    mutationFn: ({ draft, before }: Saving) =>
      before ? callsOf(kind).replace(before.id, draft, before.header) : callsOf(kind).create(draft),
    onSuccess: ({ comment }) => toast.done(t("saved", { comment })),
    onSettled: readAgain,
  });
}

export function useEnd(kind: WindowKind) {
  const readAgain = useReadAgain(kind);
  const toast = useToast();
  const t = useTranslations("silences.done");
  return useMutation({
    mutationFn: ({ window, isOnlyNow }: { window: SilenceAnswer; isOnlyNow: boolean }) =>
      callsOf(kind).end(window.id, isOnlyNow),
    onSuccess: ({ comment }) => toast.done(t("ended", { comment })),
    onError: (error) => toast.failed(error),
    onSettled: readAgain,
  });
}

export function useRemove(kind: WindowKind) {
  const readAgain = useReadAgain(kind);
  const toast = useToast();
  const t = useTranslations("silences.done");
  return useMutation({
    mutationFn: ({ id }: SilenceAnswer) => callsOf(kind).remove(id),
    onSuccess: (_, { comment }) => toast.done(t("deleted", { comment })),
    onError: (error) => toast.failed(error),
    onSettled: readAgain,
  });
}
