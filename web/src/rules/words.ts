import { useFormatter, useTranslations } from "use-intl";
import type { Metric, RuleAnswer } from "@/api/schema";
import { duration } from "@/ui/time";

/** A figure of a metric, with its unit. */
export function useFigure(): (metric: Metric, value: number) => string {
  const t = useTranslations("rules.figures");
  const format = useFormatter();
  const number = (value: number) => format.number(value, { maximumFractionDigits: 2 });
  return (metric, value) => {
    if (metric === "latency") return `${number(value)} ms`;
    if (metric === "error_ratio" || metric === "availability")
      return format.number(value, { style: "percent", maximumFractionDigits: 3 });
    if (metric === "certificate_days") return t("days", { days: Math.floor(value) });
    return metric === "heartbeat_duration" ? duration(value) : number(value);
  };
}

/** Such as: 95th percentile of latency above 800 ms over 5 min. */
export function useRuleWords(): (rule: RuleAnswer) => string {
  const t = useTranslations("rules");
  const figure = useFigure();
  return (rule) => {
    const threshold = rule.above ?? rule.below ?? 0;
    return [
      t(`metrics.${rule.metric}`),
      rule.percentile !== null && `(p${rule.percentile})`,
      t(rule.above === null ? "words.below" : "words.above", { figure: figure(rule.metric, threshold) }),
      rule.window !== null && t("words.window", { window: duration(rule.window) }),
      rule.objective !== null && t("words.objective", { objective: figure("availability", rule.objective) }),
    ]
      .filter(Boolean)
      .join(" ");
  };
}
