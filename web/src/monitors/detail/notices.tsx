"use client";

import { useQuery } from "@tanstack/react-query";
import { BellOff, type LucideIcon, Wrench } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import type { MonitorAnswer } from "@/api/schema";
import { useSession } from "@/session/session";
import { Button } from "@/ui/button";
import { Time } from "@/ui/time";
import { useEndSilence } from "./actions";
import { silencesQuery } from "./queries";

/** What lies over the state: nobody is told now, and why. */
export function Notices({ monitor: { id, maintenance } }: { monitor: MonitorAnswer }) {
  const t = useTranslations("monitor.notices");
  const { can } = useSession();
  const { data: silences = [] } = useQuery({ ...silencesQuery(id), enabled: can("silences:read") });
  const { mutate: end, isPending } = useEndSilence();
  return (
    <>
      {maintenance && (
        <Notice icon={Wrench}>
          {t.rich("maintenance", {
            end: () => <Time at={maintenance.end} look="full" />,
            comment: maintenance.comment,
          })}
        </Notice>
      )}
      {silences.map((silence) => (
        <Notice
          key={silence.id}
          icon={BellOff}
          action={
            can("silences:write") && (
              <Button look="secondary" isBusy={isPending} onClick={() => end(silence.id)}>
                {t("end")}
              </Button>
            )
          }
        >
          {t.rich(silence.current ? "silence" : "silenceOpen", {
            end: () => silence.current && <Time at={silence.current.end} look="full" />,
            comment: silence.comment,
          })}
        </Notice>
      ))}
    </>
  );
}

function Notice({
  icon: Icon,
  action,
  children,
}: {
  icon: LucideIcon;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-lg bg-idle-soft px-3.5 py-2.5 text-sm">
      <p className="flex min-w-0 items-start gap-2.5">
        <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-idle" />
        <span className="min-w-0 break-words">{children}</span>
      </p>
      {action}
    </div>
  );
}
