"use client";

import { Copy, EllipsisVertical, Eye, Pause, Pencil, Play, RefreshCw, Trash2 } from "lucide-react";
import { useTranslations } from "use-intl";
import type { MonitorAnswer } from "@/api/schema";
import { IconButton } from "@/ui/button";
import { MenuAt, type MenuItem, startOf } from "@/ui/menu";
import type { Start } from "@/ui/menu-popup";
import { useRowActions } from "./row-actions";

/** Of many rows, each with a button, one menu is open. */
export interface OpenMenu {
  readonly monitor: MonitorAnswer;
  readonly anchor: HTMLElement;
  readonly start: Start | undefined;
}

/** What can be done to one monitor, without leaving the list. */
export function RowMenu({ open, onClose }: { open: OpenMenu; onClose: () => void }) {
  return <MenuAt anchor={open.anchor} start={open.start} items={useItems(open.monitor)} onClose={onClose} />;
}

interface RowMenuButtonProps {
  monitor: MonitorAnswer;
  /** By the tabulator. */
  isReachable: boolean;
  isOpen: boolean;
  onMenu: (menu: OpenMenu | null) => void;
}

/** A button and no more: a menu for each row makes the coming of a row half as dear again. */
export function RowMenuButton({ monitor, isReachable, isOpen, onMenu }: RowMenuButtonProps) {
  const t = useTranslations("monitors.menu");
  return (
    <IconButton
      label={t("label", { name: monitor.name })}
      icon={EllipsisVertical}
      tabIndex={isReachable ? 0 : -1}
      aria-haspopup="menu"
      aria-expanded={isOpen}
      onClick={(event) =>
        onMenu(isOpen ? null : { monitor, anchor: event.currentTarget, start: startOf(event) })
      }
    />
  );
}

function useItems(monitor: MonitorAnswer): MenuItem[] {
  const t = useTranslations("monitors.menu");
  const actions = useRowActions();
  const open: MenuItem = { label: t("open"), icon: Eye, href: `/monitor?id=${monitor.id}` };
  if (!actions) return [open];
  return [
    open,
    { label: t("edit"), icon: Pencil, href: `/monitor/edit?id=${monitor.id}` },
    {
      label: monitor.enabled ? t("pause") : t("resume"),
      icon: monitor.enabled ? Pause : Play,
      onSelect: () => actions.setEnabled(monitor, !monitor.enabled),
    },
    {
      label: t("check"),
      icon: RefreshCw,
      // What is pushed to cannot be looked at.
      isDisabled: !monitor.enabled || monitor.interval === null,
      onSelect: () => actions.check(monitor),
    },
    { label: t("clone"), icon: Copy, href: `/monitor/new?clone=${monitor.id}` },
    "line",
    { label: t("delete"), icon: Trash2, isDanger: true, onSelect: () => actions.askToDelete(monitor) },
  ];
}
