"use client";

import { useMutation } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import { workspaceId } from "@/api/workspace";
import { Button } from "@/ui/button";
import { Menu } from "@/ui/menu";
import { useToast } from "@/ui/toast";
import type { Asked } from "./filters";

const FORMATS = ["csv", "ndjson"] as const;
type Format = (typeof FORMATS)[number];

/** The trail as a file, which the browser downloads for as long as it takes. */
export function ExportMenu({ asked }: { asked: Asked }) {
  const t = useTranslations("audit.export");
  const toast = useToast();
  const exporting = useMutation({
    mutationFn: async (format: Format) => {
      // A download renews no session.
      await told(api.GET("/api/v1/session"));
      download(addressOf(asked, format));
    },
    onSuccess: () => toast.done(t("begun")),
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

function addressOf(asked: Asked, format: Format): string {
  const query = new URLSearchParams({ ...asked, format });
  const workspace = workspaceId();
  if (workspace) query.set("workspace", workspace);
  return `/api/v1/audit/export?${query}`;
}

function download(address: string): void {
  const link = document.createElement("a");
  link.href = address;
  // The server says under which name.
  link.download = "";
  link.click();
}
