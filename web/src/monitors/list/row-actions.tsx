"use client";

import { createContext, type ReactNode, use, useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import type { MonitorAnswer } from "@/api/schema";
import { useSession } from "@/session/session";
import { ConfirmDialog } from "@/ui/dialog";
import { useBulk, useCheckNow } from "./actions";

interface RowActions {
  readonly setEnabled: (monitor: MonitorAnswer, enabled: boolean) => void;
  readonly check: (monitor: MonitorAnswer) => void;
  readonly askToDelete: (monitor: MonitorAnswer) => void;
}

const RowActionsContext = createContext<RowActions | null>(null);

/** Null for who may only look. */
export const useRowActions = () => use(RowActionsContext);

/** Once for the whole list: rows come and go while one scrolls. */
export function RowActionsProvider({ children }: { children: ReactNode }) {
  const { can } = useSession();
  const [doomed, setDoomed] = useState<MonitorAnswer | null>(null);
  const { mutate: change } = useBulk();
  const { mutate: check } = useCheckNow();
  const isWriter = can("monitors:write");

  const actions = useMemo<RowActions | null>(
    () =>
      isWriter
        ? {
            setEnabled: ({ id }, enabled) =>
              change({ action: enabled ? "resume" : "pause", ids: [id], dry_run: false }),
            check,
            askToDelete: setDoomed,
          }
        : null,
    [isWriter, change, check],
  );

  return (
    <RowActionsContext value={actions}>
      {children}
      {doomed && <DeleteOne monitor={doomed} onClose={() => setDoomed(null)} />}
    </RowActionsContext>
  );
}

function DeleteOne({ monitor, onClose }: { monitor: MonitorAnswer; onClose: () => void }) {
  const t = useTranslations("monitors.menu");
  const bulk = useBulk();
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={t("deleteTitle", { name: monitor.name })}
      lead={t("deleteLead")}
      action={t("delete")}
      name={monitor.name}
      isBusy={bulk.isPending}
      error={bulk.error}
      onConfirm={() =>
        bulk.mutate({ action: "delete", ids: [monitor.id], dry_run: false }, { onSuccess: onClose })
      }
    />
  );
}
