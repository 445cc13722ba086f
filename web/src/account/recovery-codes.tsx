"use client";

import { Download } from "lucide-react";
import { useTranslations } from "use-intl";
import { Button } from "@/ui/button";
import { CopyButton } from "@/ui/copy";
import { Dialog } from "@/ui/dialog";

interface RecoveryCodesProps {
  codes: readonly string[];
  email: string;
  onClose: () => void;
}

/** Shown this once. */
export function RecoveryCodes({ codes, email, onClose }: RecoveryCodesProps) {
  const t = useTranslations("account.recovery");
  const text = `${t("file", { email, site: location.origin })}\n\n${codes.join("\n")}\n`;
  return (
    <Dialog isOpen onClose={onClose} title={t("title")} lead={t("lead")}>
      <div className="grid gap-4">
        <ul
          aria-label={t("label")}
          className="grid grid-cols-2 gap-x-6 gap-y-1.5 rounded-lg border bg-sunken px-4 py-3 font-mono"
        >
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <div className="flex flex-wrap justify-end gap-2">
          <CopyButton text={text} label={t("copy")} />
          <Button look="secondary" icon={Download} onClick={() => save(text, "tocsin-recovery-codes.txt")}>
            {t("download")}
          </Button>
          <Button onClick={onClose}>{t("done")}</Button>
        </div>
      </div>
    </Dialog>
  );
}

function save(text: string, name: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
