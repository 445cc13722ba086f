"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { MarkDraft, MonitorAnswer, QuickSilence, StatePost } from "@/api/schema";
import { monitorQuery } from "@/monitors/queries";
import { useToast } from "@/ui/toast";

const path = (id: number) => ({ path: { monitor_id: id } });

/** Has everything read again that may have changed with a monitor. */
function useChanged() {
  const client = useQueryClient();
  return (...nouns: string[]) => {
    for (const noun of ["monitor", "monitors", ...nouns]) void client.invalidateQueries({ queryKey: [noun] });
  };
}

/** Pauses or resumes. It shows at once, and is taken back when it is refused. */
export function useEnabled({ id, name }: MonitorAnswer) {
  const client = useQueryClient();
  const changed = useChanged();
  const toast = useToast();
  const t = useTranslations("monitor.done");
  const key = monitorQuery(id).queryKey;
  const enabling = useMutation({
    mutationFn: (enabled: boolean) => setEnabled(id, enabled),
    onMutate: async (enabled) => {
      await client.cancelQueries({ queryKey: key, exact: true });
      const before = client.getQueryData(key);
      client.setQueryData(key, before && { ...before, enabled });
      return { before };
    },
    onError: (error, _, kept) => {
      client.setQueryData(key, kept?.before);
      toast.failed(error);
    },
    onSuccess: (_, enabled) =>
      toast.done(enabled ? t("resumed", { name }) : t("paused", { name }), () => enabling.mutate(!enabled)),
    onSettled: () => changed(),
  });
  return enabling;
}

async function setEnabled(id: number, enabled: boolean): Promise<MonitorAnswer> {
  if (enabled) return told(api.POST("/api/v1/monitors/{monitor_id}/resume", { params: path(id) }));
  return told(api.POST("/api/v1/monitors/{monitor_id}/pause", { params: path(id) }));
}

export function useEndSilence() {
  const changed = useChanged();
  const toast = useToast();
  const t = useTranslations("monitor.done");
  return useMutation({
    mutationFn: (silence: number) =>
      told(api.POST("/api/v1/silences/{silence_id}/end", { params: { path: { silence_id: silence } } })),
    onSuccess: () => toast.done(t("silenceEnded")),
    onError: (error) => toast.failed(error),
    onSettled: () => changed("silences"),
  });
}

export function useSilence({ id, name }: MonitorAnswer) {
  const changed = useChanged();
  const toast = useToast();
  const t = useTranslations("monitor.done");
  const { mutate: end } = useEndSilence();
  return useMutation({
    mutationFn: (body: QuickSilence) =>
      told(api.POST("/api/v1/monitors/{monitor_id}/silence", { params: path(id), body })),
    onSuccess: (silence) => toast.done(t("silenced", { name }), () => end(silence.id)),
    onSettled: () => changed("silences"),
  });
}

export function useDelete({ id, name }: MonitorAnswer) {
  const client = useQueryClient();
  const router = useRouter();
  const toast = useToast();
  const t = useTranslations("monitor.done");
  return useMutation({
    mutationFn: () => told(api.DELETE("/api/v1/monitors/{monitor_id}", { params: path(id) })),
    onSuccess: () => {
      toast.done(t("deleted", { name }));
      router.push("/monitors");
      void client.invalidateQueries({ queryKey: ["monitors"] });
      void client.invalidateQueries({ queryKey: ["incidents"] });
    },
  });
}

export function usePostState({ id, name }: MonitorAnswer) {
  const client = useQueryClient();
  const changed = useChanged();
  const toast = useToast();
  const t = useTranslations("monitor.done");
  return useMutation({
    mutationFn: (body: StatePost) =>
      told(api.POST("/api/v1/monitors/{monitor_id}/state", { params: path(id), body })),
    onSuccess: (monitor) => {
      client.setQueryData(monitorQuery(id).queryKey, monitor);
      toast.done(t("posted", { name }));
    },
    onSettled: () => changed("incidents"),
  });
}

export function useUnmark() {
  const changed = useChanged();
  const toast = useToast();
  const t = useTranslations("monitor.done");
  return useMutation({
    mutationFn: (mark: number) =>
      told(api.DELETE("/api/v1/marks/{mark_id}", { params: { path: { mark_id: mark } } })),
    onSuccess: () => toast.done(t("unmarked")),
    onError: (error) => toast.failed(error),
    onSettled: () => changed("incidents", "incident"),
  });
}

export function useMark() {
  const changed = useChanged();
  const toast = useToast();
  const t = useTranslations("monitor.done");
  const { mutate: unmark } = useUnmark();
  return useMutation({
    mutationFn: (body: MarkDraft) => told(api.POST("/api/v1/marks", { body })),
    onSuccess: (mark) => toast.done(t("marked"), () => unmark(mark.id)),
    onSettled: () => changed("incidents", "incident"),
  });
}

export function useRotateKey({ id }: MonitorAnswer) {
  const client = useQueryClient();
  const toast = useToast();
  const t = useTranslations("monitor.done");
  return useMutation({
    mutationFn: () => told(api.POST("/api/v1/monitors/{monitor_id}/ping-key/rotate", { params: path(id) })),
    onSuccess: (key) => {
      client.setQueryData(["monitor", id, "ping-key"], key);
      toast.done(t("rotated"));
    },
  });
}
