"use client";

import { Dialog as Parts } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { useRef } from "react";
import { useTranslations } from "use-intl";
import { classes } from "./classes";
import type { DialogProps } from "./dialog";

const FIELDS = ["input:not([type=hidden])", "select", "textarea"]
  .map((field) => `${field}:not(:disabled):not([tabindex="-1"])`)
  .join();

/** Loaded by itself: see `dialog.tsx`. */
export function DialogFrame({ isOpen, onClose, title, lead, children, isWide }: DialogProps) {
  const t = useTranslations("common.actions");
  const popup = useRef<HTMLDivElement>(null);
  return (
    <Parts.Root open={isOpen} onOpenChange={(open) => open || onClose()}>
      <Parts.Portal>
        <Parts.Backdrop className="fixed inset-0 z-40 bg-[oklch(0.15_0.02_260/0.45)]" />
        <Parts.Popup
          ref={popup}
          initialFocus={() => popup.current && firstIn(popup.current)}
          className={classes(
            "fixed z-50 flex max-h-[92dvh] animate-appear flex-col overflow-hidden bg-raised shadow-raised outline-none",
            "inset-x-0 bottom-0 rounded-t-2xl sm:inset-x-auto sm:top-[max(4dvh,1rem)] sm:bottom-auto sm:left-1/2",
            "sm:w-[calc(100vw-2rem)] sm:-translate-x-1/2 sm:rounded-2xl",
            isWide ? "sm:max-w-3xl" : "sm:max-w-lg",
          )}
        >
          <div className="flex items-start justify-between gap-4 px-5 pt-4">
            <div className="grid gap-1">
              <Parts.Title className="font-semibold text-xl">{title}</Parts.Title>
              {lead && <Parts.Description className="text-ink-soft">{lead}</Parts.Description>}
            </div>
            <Parts.Close
              aria-label={t("close")}
              className="-mr-2 inline-flex size-9 shrink-0 items-center justify-center rounded-lg text-ink-soft hover:bg-sunken pointer-coarse:size-11"
            >
              <X aria-hidden className="size-5" />
            </Parts.Close>
          </div>
          <div className="overflow-y-auto px-5 pt-3 pb-5">{children}</div>
        </Parts.Popup>
      </Parts.Portal>
    </Parts.Root>
  );
}

/** The first field, or what is marked where there is none; else the dialog itself, which is then read out. */
function firstIn(popup: HTMLElement): HTMLElement {
  // A field would bring up the keyboard, over what has not been read yet.
  const fields = matchMedia("(pointer: coarse)").matches ? null : popup.querySelector<HTMLElement>(FIELDS);
  return fields ?? popup.querySelector<HTMLElement>("[data-first]") ?? popup;
}
