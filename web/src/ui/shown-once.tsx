"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Button } from "./button";
import { CopyButton, Snippet } from "./copy";
import { Dialog } from "./dialog";

interface ShownOnceProps {
  title: string;
  /** That it is shown this once, and what to do with it. */
  lead: ReactNode;
  label: string;
  secret: string;
  children?: ReactNode;
  onClose: () => void;
}

/** A secret that cannot be shown again: it has to be copied before this is closed. */
export function ShownOnce({ title, lead, label, secret, children, onClose }: ShownOnceProps) {
  const t = useTranslations("common.actions");
  return (
    <Dialog isOpen onClose={onClose} title={title} lead={lead}>
      <div className="grid grid-cols-1 gap-4">
        <Snippet label={label} text={secret} />
        {children}
        <div className="flex flex-wrap justify-end gap-2">
          <CopyButton text={secret} label={t("copy")} />
          <Button onClick={onClose}>{t("close")}</Button>
        </div>
      </div>
    </Dialog>
  );
}
