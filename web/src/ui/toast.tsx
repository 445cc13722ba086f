"use client";

import { Toast as Parts } from "@base-ui/react/toast";
import { X } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { useTranslations } from "use-intl";
import { classes } from "./classes";
import { useRefusalText } from "./refusal";

interface Told {
  done: (text: string, undo?: () => void) => void;
  failed: (error: unknown) => void;
}

/** Short words about what was just done, with a way back where there is one; and about what did not work. */
export function useToast(): Told {
  const { add } = Parts.useToastManager();
  const t = useTranslations("common");
  const textOf = useRefusalText();
  return useMemo(
    () => ({
      done: (text, undo) =>
        void add({
          title: text,
          timeout: undo ? 10_000 : 4_000,
          ...(undo && { actionProps: { children: t("actions.undo"), onClick: undo } }),
        }),
      failed: (error) =>
        void add({ title: t("refusal.title"), description: textOf(error), type: "failed", timeout: 10_000 }),
    }),
    [add, t, textOf],
  );
}

export function ToastProvider({ children }: { children: ReactNode }) {
  return (
    <Parts.Provider>
      {children}
      <Parts.Portal>
        <Parts.Viewport className="fixed inset-x-4 bottom-20 z-60 mx-auto grid max-w-sm gap-2 sm:right-6 sm:bottom-6 sm:left-auto sm:mx-0 sm:w-sm">
          <Toasts />
        </Parts.Viewport>
      </Parts.Portal>
    </Parts.Provider>
  );
}

function Toasts() {
  const { toasts } = Parts.useToastManager();
  const t = useTranslations("common.actions");
  return toasts.map((toast) => (
    <Parts.Root
      key={toast.id}
      toast={toast}
      className={classes(
        "animate-appear rounded-xl border bg-raised shadow-raised",
        toast.type === "failed" && "border-down",
      )}
    >
      <Parts.Content className="flex items-start gap-3 py-3 pr-2 pl-4">
        <div className="grid min-w-0 grow gap-0.5">
          <Parts.Title className="font-medium text-sm" />
          <Parts.Description className="text-ink-soft text-sm" />
        </div>
        <Parts.Action className="shrink-0 rounded-md px-2 py-1 font-semibold text-accent text-sm hover:bg-sunken" />
        <Parts.Close
          aria-label={t("close")}
          className="shrink-0 rounded-md p-1.5 text-ink-soft hover:bg-sunken"
        >
          <X aria-hidden className="size-4" />
        </Parts.Close>
      </Parts.Content>
    </Parts.Root>
  ));
}
