import { useQuery } from "@tanstack/react-query";
import type { Role } from "@/api/schema";
import { useSession } from "@/session/session";
import { rolesQuery } from "./queries";

/** The roles that whoever looks may give: not the owner's, and none that may do more than they. */
export function useGiveableRoles(): readonly Role[] {
  const { can } = useSession();
  const { data } = useQuery(rolesQuery);
  return (data?.roles ?? [])
    .filter(({ role, permissions }) => role !== "owner" && permissions.every(can))
    .map(({ role }) => role);
}
