"use client";

import {
  BellOff,
  CircleCheckBig,
  Ellipsis,
  MessageSquarePlus,
  ShieldQuestion,
  UserCheck,
} from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { IncidentDetailAnswer } from "@/api/schema";
import { useSession } from "@/session/session";
import { Button, IconButton } from "@/ui/button";
import { Menu } from "@/ui/menu";
import { useIncidentAction } from "../actions";
import { FalsePositiveDialog } from "./false-positive-dialog";
import { ResolveDialog } from "./resolve-dialog";
import { SnoozeMenu } from "./snooze-menu";

const SilenceNowDialog = dynamic(async () => (await import("@/silences/silence-now")).SilenceNowDialog, {
  ssr: false,
});

interface ActionBarProps {
  incident: IncidentDetailAnswer;
  name: string;
  onComment: () => void;
}

/** What can be done about it. On a phone it stays at the thumb, above the places. */
export function ActionBar({ incident, name, onComment }: ActionBarProps) {
  const t = useTranslations("incidents.actions");
  const common = useTranslations("common.actions");
  const { can } = useSession();
  const act = useIncidentAction();
  const [dialog, setDialog] = useState<"resolve" | "mark" | "silence" | null>(null);
  const { id } = incident;
  const isNeeded = !incident.ended_at && !incident.resolved_at;
  const canSilence = can("silences:write") && incident.monitor_name !== null;
  const canMark = can("marks:write") && incident.monitor_name !== null;
  return (
    <div className="fixed inset-x-0 bottom-[calc(3.5rem+1px+env(safe-area-inset-bottom))] z-20 flex gap-2 border-t bg-surface px-4 py-2 lg:static lg:border-0 lg:bg-transparent lg:p-0">
      {isNeeded && !incident.acknowledged_at && (
        <Button
          icon={UserCheck}
          className="max-lg:grow max-sm:px-2.5"
          onClick={() => act.mutate({ verb: "acknowledge", id })}
        >
          {t("acknowledge")}
        </Button>
      )}
      {isNeeded && <SnoozeMenu onSnooze={(until) => act.mutate({ verb: "snooze", id, until })} />}
      {isNeeded && (
        <Button
          look="secondary"
          icon={CircleCheckBig}
          className="max-lg:grow max-sm:px-2.5 max-sm:[&>svg]:hidden"
          onClick={() => setDialog("resolve")}
        >
          {t("resolve")}
        </Button>
      )}
      {!isNeeded && (
        <Button look="secondary" icon={MessageSquarePlus} className="max-lg:grow" onClick={onComment}>
          {t("comment")}
        </Button>
      )}
      <Menu
        trigger={<IconButton label={common("more")} icon={Ellipsis} look="secondary" />}
        items={[
          { label: t("comment"), icon: MessageSquarePlus, onSelect: onComment },
          ...(canSilence
            ? [{ label: t("silence"), icon: BellOff, onSelect: () => setDialog("silence") }]
            : []),
          ...(canMark
            ? [{ label: t("falsePositive"), icon: ShieldQuestion, onSelect: () => setDialog("mark") }]
            : []),
        ]}
      />
      {dialog === "resolve" && (
        <ResolveDialog
          name={name}
          onClose={() => setDialog(null)}
          onResolve={(comment) => act.mutate({ verb: "resolve", id, comment })}
        />
      )}
      {dialog === "silence" && (
        <SilenceNowDialog
          title={t("silenceTitle", { name: incident.monitor_name ?? "" })}
          monitors={[incident.monitor_id]}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === "mark" && (
        <FalsePositiveDialog incident={incident} name={name} onClose={() => setDialog(null)} />
      )}
    </div>
  );
}
