"use client";

import { useMutation } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import { Button } from "@/ui/button";
import { Menu } from "@/ui/menu";
import { useToast } from "@/ui/toast";
import type { Asked } from "./filters";

const FORMATS = ["csv", "ndjson"] as const;
type Format = (typeof FORMATS)[number];

/** The trail as a file. Not a link: a link names no workspace. */
export function ExportMenu({ asked }: { asked: Asked }) {
  const t = useTranslations("audit.export");
  const toast = useToast();
  const exporting = useMutation({
    mutationFn: async (format: Format) => {
      const query = { ...asked, format };
      const file = await told(api.GET("/api/v1/audit/export", { params: { query }, parseAs: "blob" }));
      offer(file as Blob, `tocsin-audit.${format}`);
    },
    onSuccess: () => toast.done(t("done")),
    onError: toast.failed,
  });
  return (
    <Menu
      trigger={
        <Button look="secondary" icon={Download} isBusy={exporting.isPending}>
          {t("action")}
        </Button>
      }
      items={[
        { heading: t("hint") },
        ...FORMATS.map((format) => ({ label: t(format), onSelect: () => exporting.mutate(format) })),
      ]}
    />
  );
}

/** To be saved, under this name. */
function offer(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
