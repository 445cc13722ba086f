"use client";

import { CircleCheck, CirclePause, CircleSlash, type LucideIcon, TriangleAlert } from "lucide-react";
import { useTranslations } from "use-intl";
import type { HookAnswer } from "@/api/schema";
import { Time } from "@/ui/time";

type Word = "never" | "fine" | "wrong" | "disabled";

const LOOKS: Record<Word, { icon: LucideIcon; colour: string }> = {
  never: { icon: CircleSlash, colour: "text-ink-soft" },
  fine: { icon: CircleCheck, colour: "text-up" },
  wrong: { icon: TriangleAlert, colour: "text-degraded" },
  disabled: { icon: CirclePause, colour: "text-idle" },
};

function wordOf({ enabled, last_error, last_received_at }: HookAnswer): Word {
  if (!enabled) return "disabled";
  if (last_error !== null) return "wrong";
  return last_received_at === null ? "never" : "fine";
}

/** What has become of the newest request. */
export function Received({ hook }: { hook: HookAnswer }) {
  const t = useTranslations("hooks.received");
  const word = wordOf(hook);
  const { icon: Icon, colour } = LOOKS[word];
  return (
    <div className="grid gap-0.5">
      <span className={`flex items-center gap-1.5 font-medium ${colour}`}>
        <Icon aria-hidden className="size-4 shrink-0" />
        {t(word)}
      </span>
      {hook.last_received_at && (
        <span className="text-ink-soft">
          <Time at={hook.last_received_at} />
        </span>
      )}
      {hook.last_error && <span className="max-w-prose break-words text-ink-soft">{hook.last_error}</span>}
    </div>
  );
}
