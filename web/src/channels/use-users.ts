import { useQuery } from "@tanstack/react-query";
import type { ChannelAnswer } from "@/api/schema";
import { useSession } from "@/session/session";
import { policyUsersQuery, rotationUsersQuery } from "./queries";
import { type User, usersOf } from "./standing";

/** Who names each channel; null until all who could are known, and for who may not see them. */
export function useUsers(channels: readonly ChannelAnswer[]): (id: number) => readonly User[] | null {
  const { can } = useSession();
  const enabled = can("policies:read");
  const { data: policies } = useQuery({ ...policyUsersQuery, enabled });
  const { data: rotations } = useQuery({ ...rotationUsersQuery, enabled });
  return (id) => (policies && rotations ? usersOf(id, { channels, policies, rotations }) : null);
}
