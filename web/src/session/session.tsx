"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { usePathname, useRouter } from "next/navigation";
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from "react";
import { api, told } from "@/api/client";
import { csrfToken } from "@/api/cookies";
import { refusalOf } from "@/api/problem";
import type { BelongingAnswer, Permission, SessionAnswer } from "@/api/schema";
import { chooseWorkspace, workspaceId } from "@/api/workspace";
import { RefusalPage } from "@/ui/refusal";
import { NoWorkspace } from "./no-workspace";

export interface Session {
  readonly session: SessionAnswer;
  /** The workspace that the page is about. */
  readonly workspace: BelongingAnswer;
  readonly can: (permission: Permission) => boolean;
  readonly switchTo: (workspace: number) => void;
  readonly signOut: () => Promise<void>;
}

const SessionContext = createContext<Session | null>(null);

export const sessionQuery = {
  queryKey: ["session"],
  queryFn: () => told(api.GET("/api/v1/session")),
  staleTime: 60_000,
};

export function useSession(): Session {
  const session = use(SessionContext);
  if (session === null) throw new Error("useSession outside of SignedIn");
  return session;
}

/** What stands inside is shown to who is signed in; others are led to where they can do so, and back. */
export function SignedIn({ children }: { children: ReactNode }) {
  // Both end together. Nothing could be changed without it, so who has none signs in again.
  const [hasCookie] = useState(() => csrfToken() !== "");
  const { data, error, refetch } = useQuery({ ...sessionQuery, enabled: hasCookie });
  const isStranger = error ? refusalOf(error).status === 401 : !(hasCookie || data);
  useWayIn(isStranger);
  if (data && !isStranger) return <Within session={data}>{children}</Within>;
  if (error && !isStranger) return <RefusalPage error={error} onRetry={() => void refetch()} />;
  return null;
}

function useWayIn(isStranger: boolean): void {
  const router = useRouter();
  const path = usePathname();
  useEffect(() => {
    if (!isStranger) return;
    const next = encodeURIComponent(path + location.search);
    told(api.GET("/api/v1/auth")).then(
      (ways) => router.replace(ways.set_up.is_needed ? "/set-up" : `/sign-in?next=${next}`),
      () => router.replace(`/sign-in?next=${next}`),
    );
  }, [isStranger, path, router]);
}

function Within({ session, children }: { session: SessionAnswer; children: ReactNode }) {
  const client = useQueryClient();
  const workspace = useMemo(() => currentOf(session.workspaces), [session.workspaces]);

  const switchTo = useCallback(
    (id: number) => {
      chooseWorkspace(id);
      // Nothing of the other workspace may show for a moment.
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== "session" });
      location.assign("/");
    },
    [client],
  );

  const signOut = useCallback(async () => {
    await told(api.DELETE("/api/v1/session"));
    chooseWorkspace(null);
    location.assign("/sign-in?notice=signed_out");
  }, []);

  const value = useMemo<Session | null>(
    () =>
      workspace && {
        session,
        workspace,
        can: (permission) => workspace.permissions.includes(permission),
        switchTo,
        signOut,
      },
    [session, workspace, switchTo, signOut],
  );

  if (value === null) return <NoWorkspace />;
  return <SessionContext value={value}>{children}</SessionContext>;
}

/** The one that this tab has chosen, if the user is still in it. Requests from here on name it. */
function currentOf(workspaces: readonly BelongingAnswer[]): BelongingAnswer | null {
  const current = workspaces.find((one) => String(one.id) === workspaceId()) ?? workspaces[0] ?? null;
  if (current && String(current.id) !== workspaceId()) chooseWorkspace(current.id);
  return current;
}

/** For tests, and for pages that bring their own. */
export const SessionProvider = SessionContext;
