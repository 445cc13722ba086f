"use client";

import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ConfirmDialog } from "./dialog";

interface ConfirmedProps {
  title: string;
  lead: ReactNode;
  action: string;
  /** What has to be typed; without it, one press is enough. */
  name?: string;
  onClose: () => void;
  act: () => Promise<unknown>;
  /** It was done; the dialog closes by itself. */
  onDone: () => void;
}

/** Asks, does it, and says there why it did not work. Shown as long as it is rendered. */
export function Confirmed({ act, onDone, onClose, ...asked }: ConfirmedProps) {
  const acting = useMutation({
    mutationFn: act,
    onSuccess: () => {
      onDone();
      onClose();
    },
  });
  return (
    <ConfirmDialog
      {...asked}
      isOpen
      onClose={onClose}
      isBusy={acting.isPending}
      error={acting.error}
      onConfirm={() => acting.mutate()}
    />
  );
}
