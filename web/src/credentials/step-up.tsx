"use client";

import { useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { createContext, type ReactNode, use, useCallback, useMemo, useRef, useState } from "react";
import { Refusal } from "@/api/problem";
import type { SessionAnswer } from "@/api/schema";
import { sessionQuery } from "@/session/session";

/** The server asks again after 15 minutes; what begins now may take some. */
const FRESH_MS = 10 * 60_000;

interface StepUp {
  /** Does what is wanted. Where the server first wants proof of who it is, asks for it and does it once more. */
  proved: <Answer>(wanted: () => Promise<Answer>) => Promise<Answer>;
  /** Asks for proof now, unless there was some a short while ago: for what no request of ours begins. */
  freshen: () => Promise<void>;
}

interface Asked {
  resolve: () => void;
  reject: (reason: unknown) => void;
}

const StepUpContext = createContext<StepUp | null>(null);
const StepUpDialog = dynamic(() => import("./step-up-dialog").then((module) => module.StepUpDialog), {
  ssr: false,
});

export function useStepUp(): StepUp {
  const stepUp = use(StepUpContext);
  if (stepUp === null) throw new Error("useStepUp outside of StepUpProvider");
  return stepUp;
}

export function StepUpProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  const waiting = useRef<Asked[]>([]);

  const ask = useCallback(
    () =>
      new Promise<void>((resolve, reject) => {
        waiting.current.push({ resolve, reject });
        setIsOpen(true);
      }),
    [],
  );

  const close = (settle: (one: Asked) => void) => {
    setIsOpen(false);
    for (const one of waiting.current.splice(0)) settle(one);
  };

  const value = useMemo<StepUp>(
    () => ({
      proved: (wanted) =>
        wanted().catch((error: unknown) => {
          if (!isProofWanted(error)) throw error;
          return ask().then(wanted);
        }),
      freshen: async () => {
        const session = client.getQueryData<SessionAnswer>(sessionQuery.queryKey);
        const age = Date.now() - Date.parse(session?.authenticated_at ?? "");
        if (!(age < FRESH_MS)) await ask();
      },
    }),
    [ask, client],
  );

  return (
    <StepUpContext value={value}>
      {children}
      {isOpen && (
        <StepUpDialog
          onProved={(session) => {
            client.setQueryData(sessionQuery.queryKey, session);
            close((one) => one.resolve());
          }}
          onClose={() => close((one) => one.reject(new ProofDeclined()))}
        />
      )}
    </StepUpContext>
  );
}

/** Somebody has closed the question: nothing was done, and nothing is wrong. */
export class ProofDeclined extends Refusal {
  constructor() {
    super(403, { code: "reauthentication_required" });
  }
}

function isProofWanted(error: unknown): boolean {
  return error instanceof Refusal && error.code === "reauthentication_required";
}
