import {
  Activity,
  BellRing,
  CalendarClock,
  History,
  KeyRound,
  LayoutDashboard,
  type LucideIcon,
  Megaphone,
  MessageSquareOff,
  Route,
  ScrollText,
  Send,
  Settings,
  SlidersHorizontal,
  TriangleAlert,
  Users,
  Webhook,
  Wrench,
} from "lucide-react";
import type { Permission } from "@/api/schema";
import type { Messages } from "@/i18n/en";

export interface Place {
  href: string;
  label: keyof Messages["shell"]["nav"];
  icon: LucideIcon;
  /** Who lacks it does not see the place. */
  needs?: Permission;
  /** Pages that hang below this one. */
  children?: readonly string[];
}

export interface PlaceGroup {
  label: keyof Messages["shell"]["nav"] | null;
  places: readonly Place[];
}

/** Every place of the shell, in the order in which it is shown. */
export const PLACES: readonly PlaceGroup[] = [
  {
    label: null,
    places: [
      { href: "/", label: "dashboard", icon: LayoutDashboard },
      {
        href: "/monitors",
        label: "monitors",
        icon: Activity,
        needs: "monitors:read",
        children: ["/monitor"],
      },
      {
        href: "/incidents",
        label: "incidents",
        icon: TriangleAlert,
        needs: "incidents:read",
        children: ["/incident"],
      },
    ],
  },
  {
    label: "alerting",
    places: [
      {
        href: "/channels",
        label: "channels",
        icon: Megaphone,
        needs: "channels:read",
        children: ["/channel"],
      },
      { href: "/policies", label: "policies", icon: Route, needs: "policies:read", children: ["/policy"] },
      { href: "/rules", label: "rules", icon: SlidersHorizontal, needs: "rules:read", children: ["/rule"] },
      {
        href: "/on-call",
        label: "onCall",
        icon: CalendarClock,
        needs: "policies:read",
        children: ["/rotation"],
      },
      { href: "/silences", label: "silences", icon: MessageSquareOff, needs: "silences:read" },
      { href: "/maintenance", label: "maintenance", icon: Wrench, needs: "silences:read" },
      { href: "/deliveries", label: "deliveries", icon: Send, needs: "channels:read" },
      { href: "/backtest", label: "backtest", icon: History, needs: "policies:read" },
    ],
  },
  {
    label: "workspace",
    places: [
      { href: "/members", label: "members", icon: Users, needs: "workspace:read" },
      { href: "/api-keys", label: "apiKeys", icon: KeyRound, needs: "api_keys:read" },
      { href: "/hooks", label: "hooks", icon: Webhook, needs: "hooks:read", children: ["/hook"] },
      { href: "/audit", label: "audit", icon: ScrollText, needs: "audit:read" },
      { href: "/settings", label: "settings", icon: Settings, needs: "workspace:read" },
    ],
  },
];

/** On a phone, at the thumb; the rest is behind the menu. */
export const THUMB_PLACES: readonly Place[] = [
  ...(PLACES[0]?.places ?? []),
  { href: "/on-call", label: "onCall", icon: BellRing, needs: "policies:read" },
];

export function isAt(place: Place, path: string): boolean {
  if (place.href === "/") return path === "/";
  return [place.href, ...(place.children ?? [])].some((one) => path === one || path.startsWith(`${one}/`));
}
