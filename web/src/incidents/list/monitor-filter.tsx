"use client";

import { useQuery } from "@tanstack/react-query";
import { Activity } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { monitorQuery } from "@/monitors/queries";
import { Button } from "@/ui/button";
import { later, useLater } from "@/ui/later";
import { useToast } from "@/ui/toast";

const popup = later(async () => (await import("./monitor-popup")).MonitorPopup);

/** Of one monitor only, found by typing. */
export function MonitorFilter({
  value,
  onChange,
}: {
  value: number | null;
  onChange: (monitor: number | null) => void;
}) {
  const t = useTranslations("incidents.filters");
  const { failed } = useToast();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const close = () => setAnchor(null);
  const Popup = useLater(popup, anchor !== null, (error) => {
    close();
    failed(error);
  });
  const name = useQuery({ ...monitorQuery(value ?? 0), enabled: value !== null }).data?.name;
  const label = value === null ? t("monitor") : (name ?? `#${value}`);
  const chosen = { value, label: value === null ? t("anyMonitor") : label };
  return (
    <>
      <Button
        look="secondary"
        aria-haspopup="dialog"
        aria-expanded={anchor !== null}
        className={value === null ? "max-w-64" : "max-w-64 border-accent text-accent-strong"}
        onClick={({ currentTarget }) => setAnchor(anchor ? null : currentTarget)}
      >
        <Activity aria-hidden className="size-4 shrink-0 text-ink-faint" />
        <span className="truncate">{label}</span>
      </Button>
      {Popup && anchor && <Popup {...{ anchor, chosen, onChange }} onClose={close} />}
    </>
  );
}
