"use client";

import { Dialog as Parts } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "./button";
import { classes } from "./classes";
import { TextField } from "./fields";
import { RefusalNote } from "./refusal";

interface DialogProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  lead?: ReactNode;
  children: ReactNode;
  isWide?: boolean;
}

/** Over the page, until it is closed; on a phone it comes from below. */
export function Dialog({ isOpen, onClose, title, lead, children, isWide }: DialogProps) {
  const t = useTranslations("common.actions");
  return (
    <Parts.Root open={isOpen} onOpenChange={(open) => open || onClose()}>
      <Parts.Portal>
        <Parts.Backdrop className="fixed inset-0 z-40 bg-[oklch(0.15_0.02_260/0.45)]" />
        <Parts.Popup
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

interface ConfirmProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  /** What will be gone, and whether it can be brought back. */
  lead: ReactNode;
  action: string;
  /** What has to be typed; without it, one press is enough. */
  name?: string;
  isBusy?: boolean;
  error?: unknown;
  onConfirm: () => void;
}

/** Before something is destroyed, by naming it. */
export function ConfirmDialog({
  isOpen,
  onClose,
  title,
  lead,
  action,
  name,
  isBusy,
  error,
  onConfirm,
}: ConfirmProps) {
  const t = useTranslations("common");
  const [typed, setTyped] = useState("");
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={title} lead={lead}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          onConfirm();
        }}
      >
        {name && (
          <TextField
            label={t("confirm.typeName", { name })}
            value={typed}
            onChange={setTyped}
            autoComplete="off"
            spellCheck={false}
          />
        )}
        <RefusalNote error={error} />
        <div className="flex flex-wrap justify-end gap-2">
          <Button look="secondary" onClick={onClose}>
            {t("actions.cancel")}
          </Button>
          <Button
            type="submit"
            look="danger"
            isBusy={isBusy ?? false}
            disabled={name !== undefined && typed.trim() !== name.trim()}
          >
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
