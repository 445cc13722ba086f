"use client";

import { CircleCheck, CircleX, Hourglass, type LucideIcon, Trash2 } from "lucide-react";
import { useTranslations } from "use-intl";
import type { DeliveryOutcome, NotificationStatus } from "@/api/schema";
import { classes } from "@/ui/classes";

const STATUS: Record<NotificationStatus, [LucideIcon, string]> = {
  pending: [Hourglass, "text-degraded"],
  sent: [CircleCheck, "text-up"],
  failed: [CircleX, "text-down"],
  dropped: [Trash2, "text-idle"],
};

const OUTCOME: Record<DeliveryOutcome, [LucideIcon, string]> = {
  sent: [CircleCheck, "text-up"],
  temporary: [Hourglass, "text-degraded"],
  permanent: [CircleX, "text-down"],
};

function Mark({ icon: Icon, look, word }: { icon: LucideIcon; look: string; word: string }) {
  return (
    <span
      className={classes("inline-flex items-center gap-1.5 whitespace-nowrap font-semibold text-sm", look)}
    >
      <Icon aria-hidden className="size-4 shrink-0" strokeWidth={2.25} />
      {word}
    </span>
  );
}

/** What has become of what was to be said. */
export function StatusMark({ status }: { status: NotificationStatus }) {
  const t = useTranslations("deliveries.statuses");
  const [icon, look] = STATUS[status];
  return <Mark icon={icon} look={look} word={t(status)} />;
}

/** How one attempt has ended. */
export function OutcomeMark({ outcome }: { outcome: DeliveryOutcome }) {
  const t = useTranslations("deliveries.outcomes");
  const [icon, look] = OUTCOME[outcome];
  return <Mark icon={icon} look={look} word={t(outcome)} />;
}
