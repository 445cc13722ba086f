"use client";

import {
  BellOff,
  ChevronDown,
  CircleAlert,
  Copy,
  EllipsisVertical,
  Flag,
  Pause,
  Pencil,
  Play,
  RefreshCw,
  Trash2,
} from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { MonitorAnswer } from "@/api/schema";
import { useCheckNow } from "@/monitors/list/actions";
import { useSession } from "@/session/session";
import { Button, buttonClasses, IconButton, LinkButton } from "@/ui/button";
import { ConfirmDialog, Dialog } from "@/ui/dialog";
import { Menu, type MenuItem } from "@/ui/menu";
import { useDelete, useEnabled, useSilence } from "./actions";
import { MarkDialog } from "./mark-dialog";
import { PostStateForm } from "./post-state-card";
import { isPushed } from "./pushed";

const SilenceNowDialog = dynamic(async () => (await import("@/silences/silence-now")).SilenceNowDialog, {
  ssr: false,
});

type Open = "silence" | "mark" | "state" | "delete" | null;

/** What can be done to the monitor by whoever looks. */
export function ActionBar({ monitor }: { monitor: MonitorAnswer }) {
  const t = useTranslations("monitor.actions");
  const { can } = useSession();
  const [open, setOpen] = useState<Open>(null);
  const check = useCheckNow();
  const isWriter = can("monitors:write");
  const items = useMoreItems(monitor, setOpen);
  return (
    <div className="flex flex-wrap items-center gap-2">
      {isWriter && !isPushed(monitor) && monitor.enabled && (
        <Button
          look="secondary"
          icon={RefreshCw}
          isBusy={check.isPending}
          onClick={() => check.mutate(monitor)}
        >
          {t("check")}
        </Button>
      )}
      {can("silences:write") && <SilenceMenu monitor={monitor} onCustom={() => setOpen("silence")} />}
      {isWriter && (
        <LinkButton
          href={`/monitor/edit?id=${monitor.id}`}
          look="secondary"
          icon={Pencil}
          className="max-sm:hidden"
        >
          {t("edit")}
        </LinkButton>
      )}
      {items.length > 0 && (
        <Menu
          trigger={<IconButton label={t("more")} icon={EllipsisVertical} look="secondary" />}
          items={items}
        />
      )}
      <OpenDialog open={open} monitor={monitor} onClose={() => setOpen(null)} />
    </div>
  );
}

function useMoreItems(monitor: MonitorAnswer, open: (dialog: Open) => void): MenuItem[] {
  const t = useTranslations("monitor.actions");
  const { can } = useSession();
  const { mutate: setEnabled } = useEnabled(monitor);
  const isWriter = can("monitors:write");
  const items: MenuItem[] = [];
  if (isWriter)
    items.push(
      {
        label: t(monitor.enabled ? "pause" : "resume"),
        icon: monitor.enabled ? Pause : Play,
        onSelect: () => setEnabled(!monitor.enabled),
      },
      { label: t("edit"), icon: Pencil, href: `/monitor/edit?id=${monitor.id}` },
      { label: t("clone"), icon: Copy, href: `/monitor/new?clone=${monitor.id}` },
    );
  if (isWriter && isPushed(monitor))
    items.push({ label: t("postState"), icon: CircleAlert, onSelect: () => open("state") });
  if (can("marks:write")) items.push({ label: t("mark"), icon: Flag, onSelect: () => open("mark") });
  if (isWriter)
    items.push("line", { label: t("delete"), icon: Trash2, isDanger: true, onSelect: () => open("delete") });
  return items;
}

function SilenceMenu({ monitor, onCustom }: { monitor: MonitorAnswer; onCustom: () => void }) {
  const t = useTranslations("monitor.silence");
  const { mutate, isPending } = useSilence(monitor);
  const silence = (length: string) => () => mutate({ for: length, comment: t("byHand") });
  return (
    <Menu
      align="start"
      trigger={
        <button type="button" className={buttonClasses("secondary")} disabled={isPending}>
          <BellOff aria-hidden className="size-4 shrink-0" />
          {t("action")}
          <ChevronDown aria-hidden className="size-4 shrink-0 text-ink-faint" />
        </button>
      }
      items={[
        { heading: t("lead") },
        { label: t("hour"), onSelect: silence("1h") },
        { label: t("hours"), onSelect: silence("4h") },
        { label: t("day"), onSelect: silence("1d") },
        "line",
        { label: t("custom"), onSelect: onCustom },
      ]}
    />
  );
}

function OpenDialog({ open, monitor, onClose }: { open: Open; monitor: MonitorAnswer; onClose: () => void }) {
  const t = useTranslations("monitor.actions");
  const silence = useTranslations("monitor.silence");
  if (open === "silence")
    return (
      <SilenceNowDialog
        title={silence("title", { name: monitor.name })}
        monitors={[monitor.id]}
        onClose={onClose}
      />
    );
  if (open === "mark") return <MarkDialog monitor={monitor} onClose={onClose} />;
  if (open === "delete") return <DeleteDialog monitor={monitor} onClose={onClose} />;
  if (open === "state")
    return (
      <Dialog isOpen onClose={onClose} title={t("postStateTitle")} lead={t("postStateLead")}>
        <PostStateForm monitor={monitor} onDone={onClose} />
      </Dialog>
    );
  return null;
}

function DeleteDialog({ monitor, onClose }: { monitor: MonitorAnswer; onClose: () => void }) {
  const t = useTranslations("monitors.menu");
  const { mutate, isPending, error } = useDelete(monitor);
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={t("deleteTitle", { name: monitor.name })}
      lead={t("deleteLead")}
      action={t("delete")}
      name={monitor.name}
      isBusy={isPending}
      error={error}
      onConfirm={() => mutate()}
    />
  );
}
