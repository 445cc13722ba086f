"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useCallback, useState } from "react";
import { useTranslations } from "use-intl";
import { csrfToken } from "@/api/cookies";
import type { SessionAnswer } from "@/api/schema";
import { sessionQuery } from "@/session/session";
import { useToast } from "@/ui/toast";
import { goTo } from "./next";

interface Visitor {
  session: SessionAnswer | null;
  /** It is not known yet whether anybody is signed in. */
  isUnknown: boolean;
}

/** Who is signed in already. Whoever has no cookie of a session is not asked about: the answer would be no. */
export function useVisitor(): Visitor {
  const [hasCookie] = useState(() => csrfToken() !== "");
  const { data, isPending, isError } = useQuery({ ...sessionQuery, enabled: hasCookie, retry: false });
  return { session: (!isError && data) || null, isUnknown: hasCookie && isPending };
}

/** What is the same for everybody, or is asked for while somebody signs in. */
const OF_THE_DOOR = ["ways", "session", "offer"];

/** Keeps nothing of whoever was here before. */
export function useEntry(): (session: SessionAnswer) => void {
  const client = useQueryClient();
  return useCallback(
    (session) => {
      client.removeQueries({ predicate: ({ queryKey }) => !OF_THE_DOOR.includes(String(queryKey[0])) });
      client.setQueryData(sessionQuery.queryKey, session);
    },
    [client],
  );
}

/** Goes on with the session that was just opened. */
export function useArrival(next: string): (session: SessionAnswer) => void {
  const t = useTranslations("door.signIn");
  const enter = useEntry();
  const router = useRouter();
  const { done } = useToast();
  return (session) => {
    enter(session);
    const left = session.recovery_codes_left;
    if (typeof left === "number") done(t("recoveryCodesLeft", { count: left }));
    goTo(next, router.replace);
  };
}
