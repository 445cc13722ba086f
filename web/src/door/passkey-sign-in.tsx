"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import type { SessionAnswer } from "@/api/schema";
import { PasskeyNote } from "@/credentials/passkey-note";
import { hasPasskeys, signInByOffer, signInByPasskey, withdrawOffer } from "@/credentials/passkeys";
import { waysQuery } from "@/credentials/ways";
import { Button } from "@/ui/button";

/** Options are good for five minutes; a page that stays open asks for others before that. */
const OFFER_AGAIN_MS = 4 * 60_000;

/** A button, and an offer of the browser's own in the field for the e-mail address. */
export function PasskeySignIn({ onDone }: { onDone: (session: SessionAnswer) => void }) {
  const t = useTranslations("door.signIn");
  const signIn = useMutation({ mutationFn: signInByPasskey, onSuccess: onDone });
  useOffer(onDone);
  return (
    <div className="grid gap-2">
      <Button look="secondary" icon={KeyRound} isBusy={signIn.isPending} onClick={() => signIn.mutate()}>
        {t("byPasskey")}
      </Button>
      <PasskeyNote error={signIn.error} />
    </div>
  );
}

/** Where both this browser and this site have passkeys. */
export function useHasPasskeys(): boolean {
  const { data } = useQuery(waysQuery);
  return (data?.passkeys.are_possible ?? false) && hasPasskeys();
}

function useOffer(onDone: (session: SessionAnswer) => void): void {
  const latest = useRef(onDone);
  useEffect(() => {
    latest.current = onDone;
  });
  useEffect(() => {
    const closing = new AbortController();
    const offer = () =>
      void signInByOffer(closing.signal).then(
        (session) => session && !closing.signal.aborted && latest.current(session),
        // Nobody has asked for it: the button says what is wrong.
        () => undefined,
      );
    offer();
    const timer = setInterval(offer, OFFER_AGAIN_MS);
    return () => {
      clearInterval(timer);
      closing.abort();
      void withdrawOffer();
    };
  }, []);
}
