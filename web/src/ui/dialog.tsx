"use client";

import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "./button";
import { TextField } from "./fields";
import { later, useLater } from "./later";
import { RefusalNote } from "./refusal";
import { useToast } from "./toast";

export interface DialogProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  lead?: ReactNode;
  children: ReactNode;
  isWide?: boolean;
}

const frame = later(async () => (await import("./dialog-frame")).DialogFrame);

/** Over the page, until it is closed; on a phone it comes from below. */
export function Dialog(props: DialogProps) {
  const { isOpen, onClose } = props;
  const { failed } = useToast();
  const Frame = useLater(frame, isOpen, (error) => {
    onClose();
    failed(error);
  });
  return Frame && <Frame {...props} />;
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
          <Button look="secondary" data-first onClick={onClose}>
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
