"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { MemberAnswer, Role } from "@/api/schema";
import { useSession } from "@/session/session";
import { inputClasses } from "@/ui/fields";
import { useToast } from "@/ui/toast";
import { useGiveableRoles } from "./giveable";

/** A member's role, to be changed at once, with a way back; only read where it is not for whoever looks to change. */
export function RoleSelect({ member }: { member: MemberAnswer }) {
  const t = useTranslations("members.list");
  const roleName = useTranslations("door.roles");
  const { can } = useSession();
  const giveable = useGiveableRoles();
  const change = useRoleChange(member);
  if (!can("members:write") || !giveable.includes(member.role)) return roleName(member.role);
  return (
    <select
      className={`${inputClasses} max-w-48`}
      aria-label={t("roleOf", { name: member.name })}
      value={change.variables && change.isPending ? change.variables : member.role}
      disabled={change.isPending}
      onChange={(event) => change.mutate(event.target.value as Role)}
    >
      {giveable.map((role) => (
        <option key={role} value={role}>
          {roleName(role)}
        </option>
      ))}
    </select>
  );
}

function useRoleChange(member: MemberAnswer) {
  const t = useTranslations("members.list");
  const roleName = useTranslations("door.roles");
  const client = useQueryClient();
  const toast = useToast();
  const { name, user_id, role: before } = member;
  const send = (role: Role) =>
    told(api.PATCH("/api/v1/members/{user_id}", { params: { path: { user_id } }, body: { role } }));
  const refresh = () => client.invalidateQueries({ queryKey: ["members"] });
  const undo = () => void send(before).then(refresh, toast.failed);
  return useMutation({
    mutationFn: send,
    onSuccess: (_, role) => toast.done(t("changed", { name, role: roleName(role) }), undo),
    onError: toast.failed,
    onSettled: refresh,
  });
}
