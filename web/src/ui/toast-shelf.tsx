"use client";

import { Toast as Parts } from "@base-ui/react/toast";
import { X } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { classes } from "./classes";
import type { Telling, Tellings } from "./tellings";

/** Where what is said is shown. Loaded by itself: see `toast.tsx`. */
export function ToastShelf({ tellings }: { tellings: Tellings }) {
  const t = useTranslations("common");
  const [manager] = useState(Parts.createToastManager);
  useEffect(() => tellings.listen((one) => void manager.add(shown(one))), [tellings, manager]);
  return (
    <Parts.Provider toastManager={manager}>
      <Parts.Portal>
        <Parts.Viewport
          aria-label={t("said")}
          className="fixed inset-x-4 bottom-20 z-60 mx-auto grid max-w-sm gap-2 sm:right-6 sm:bottom-6 sm:left-auto sm:mx-0 sm:w-sm"
        >
          <Toasts />
        </Parts.Viewport>
      </Parts.Portal>
    </Parts.Provider>
  );
}

const shown = ({ isFailure, action, ...said }: Telling) => ({
  ...said,
  ...(isFailure && { type: "failed" }),
  ...(action && { actionProps: { children: action.label, onClick: action.onPress } }),
});

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
