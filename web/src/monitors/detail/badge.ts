import type { BadgeName, BadgeUrl, MonitorAnswer, Style } from "@/api/schema";
import { isPosted, isPushed } from "./pushed";

export interface BadgeLook {
  readonly style: Style;
  readonly range: string;
}

const USUAL: BadgeLook = { style: "flat", range: "24h" };
const OVER_TIME = new Set<BadgeName>(["uptime", "latency"]);

/** The same badge, drawn differently: what is usual is not said, and a range only where there is one. */
export function dressed(badge: BadgeUrl, { style, range }: BadgeLook): BadgeUrl {
  const wanted = new URLSearchParams();
  if (style !== USUAL.style) wanted.set("style", style);
  if (range !== USUAL.range && OVER_TIME.has(badge.name)) wanted.set("range", range);
  const query = wanted.toString();
  if (!query) return badge;
  const more = (url: string) => `${url}${url.includes("?") ? "&" : "?"}${query}`;
  const svg = more(badge.svg);
  return {
    ...badge,
    svg,
    png: more(badge.png),
    json: more(badge.json),
    markdown: badge.markdown.replace(badge.svg, () => svg),
    html: badge.html.replace(escaped(badge.svg), () => escaped(svg)),
  };
}

const escaped = (text: string) => text.replaceAll("&", "&amp;");

/** Whether it would ever show anything. */
export function applies(name: BadgeName, monitor: MonitorAnswer): boolean {
  if (name === "certificate") return monitor.certificate_expires_at !== null;
  if (name === "duration") return isPushed(monitor) && !isPosted(monitor);
  if (name === "latency") return !isPosted(monitor);
  return true;
}
