"use client";

import { useTranslations } from "use-intl";
import type { Permission } from "@/api/schema";

/** Scopes that stand for many permissions. */
export const BROAD = ["read", "write", "admin"] as const;
export type Broad = (typeof BROAD)[number];

const isBroad = (scope: string): scope is Broad => BROAD.some((one) => one === scope);

/** What a key may do, in words; the scope itself on hover. */
export function Scopes({ scopes }: { scopes: readonly string[] }) {
  const t = useTranslations("apiKeys.scopes");
  const permission = useTranslations("members.permissions");
  const word = (scope: string) => {
    if (isBroad(scope)) return t(scope);
    return permission.has(scope as Permission) ? permission(scope as Permission) : scope;
  };
  return (
    <ul className="flex flex-wrap gap-1">
      {scopes.map((scope) => (
        <li key={scope} title={scope} className="rounded-md bg-sunken px-1.5 py-0.5 text-[0.8125rem]">
          {word(scope)}
        </li>
      ))}
    </ul>
  );
}
