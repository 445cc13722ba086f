"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import type { Permission, RoleAnswer } from "@/api/schema";
import { Card } from "@/ui/card";
import { RefusalNote } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { rolesQuery } from "./queries";

/** Each role by what it adds to the one before it. */
export function RolesCard() {
  const t = useTranslations("members.roles");
  const { data, error } = useQuery(rolesQuery);
  return (
    <Card title={t("title")}>
      <RefusalNote error={error} />
      {!data && !error && <SkeletonRows count={2} />}
      <ul className="divide-y">
        {data?.roles.map((role, index) => (
          <RoleRow key={role.role} role={role} before={data.roles[index - 1]} />
        ))}
      </ul>
    </Card>
  );
}

function RoleRow({ role, before }: { role: RoleAnswer; before: RoleAnswer | undefined }) {
  const t = useTranslations("members.roles");
  const roleName = useTranslations("door.roles");
  const permission = useTranslations("members.permissions");
  const added = role.permissions.filter((one) => !before?.permissions.includes(one));
  return (
    <li className="py-2 first:pt-0 last:pb-0">
      <details className="group">
        <summary className="grid min-h-6 items-baseline gap-x-4 sm:grid-cols-[9rem_1fr]">
          <span className="font-semibold text-sm">
            {roleName(role.role)}{" "}
            <span aria-hidden className="text-ink-faint group-open:hidden">
              +
            </span>
          </span>
          <span className="text-ink-soft text-sm">{t(`about.${role.role}`)}</span>
        </summary>
        <div className="grid gap-2 pt-2 text-sm sm:pl-40">
          <p className="sr-only">{t("may")}</p>
          <ul className="grid gap-x-6 gap-y-1 sm:grid-cols-2">
            {withoutImplied(added).map((one) => (
              <li key={one}>{permission(one)}</li>
            ))}
          </ul>
          {before && <p className="text-ink-soft">{t("includes")}</p>}
        </div>
      </details>
    </li>
  );
}

/** Who may change something may see it: the one word is enough. */
const withoutImplied = (permissions: readonly Permission[]): readonly Permission[] =>
  permissions.filter(
    (one) =>
      !(one.endsWith(":read") && permissions.some((other) => other === one.replace(":read", ":write"))),
  );
