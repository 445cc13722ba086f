import { CircleCheck, CircleHelp, CirclePause, type LucideIcon, OctagonX, TriangleAlert } from "lucide-react";
import { useTranslations } from "use-intl";
import type { ChannelAnswer } from "@/api/schema";
import { classes } from "@/ui/classes";
import { Time } from "@/ui/time";
import { type Standing, standingOf } from "./standing";

const LOOKS: Record<Standing, { icon: LucideIcon; className: string }> = {
  works: { icon: CircleCheck, className: "bg-up-soft text-up" },
  shaky: { icon: TriangleAlert, className: "bg-degraded-soft text-degraded" },
  failing: { icon: OctagonX, className: "bg-down-soft text-down" },
  untried: { icon: CircleHelp, className: "bg-unknown-soft text-unknown" },
  disabled: { icon: CirclePause, className: "bg-idle-soft text-idle" },
};

/** Shape, word and colour of how a channel does. */
export function StandingMark({ channel }: { channel: Pick<ChannelAnswer, "enabled" | "health"> }) {
  const t = useTranslations("channels.standing");
  const standing = standingOf(channel);
  const { icon: Icon, className } = LOOKS[standing];
  return (
    <span
      className={classes(
        "inline-flex items-center gap-1.5 whitespace-nowrap rounded-full py-0.5 pr-2.5 pl-1.5 font-semibold text-[0.8125rem]",
        className,
      )}
    >
      <Icon aria-hidden className="size-4 shrink-0" strokeWidth={2.25} />
      {t(standing)}
    </span>
  );
}

/** The mark, and why: since when, and what was said last. */
export function StandingSummary({ channel }: { channel: Pick<ChannelAnswer, "enabled" | "health"> }) {
  const t = useTranslations("channels.standing");
  const { health } = channel;
  const standing = standingOf(channel);
  return (
    <div className="grid justify-items-start gap-1">
      <StandingMark channel={channel} />
      {standing === "works" && health.last_success_at && (
        <span className="text-ink-soft text-sm">
          {t.rich("lastSuccess", { time: () => <Time at={health.last_success_at ?? ""} /> })}
        </span>
      )}
      {(standing === "failing" || standing === "shaky") && (
        <span
          className="line-clamp-2 max-w-md break-words text-ink-soft text-sm"
          title={health.last_error ?? ""}
        >
          {health.last_error}
        </span>
      )}
    </div>
  );
}
