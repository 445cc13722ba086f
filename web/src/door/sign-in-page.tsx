"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter, useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { waysQuery } from "@/credentials/ways";
import { Link } from "@/ui/link";
import { RefusalNote } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { CodeStep } from "./code-step";
import { ERRORS, NOTICES, oneOf } from "./codes";
import { DoorPage, Notice } from "./door";
import { useLinkSecret } from "./link-secret";
import { goTo, safeNext, withNext } from "./next";
import { SignInWays } from "./sign-in-steps";
import { useArrival, useVisitor } from "./visitor";

/** `/sign-in`: by password and second factor, by passkey, by a provider; then on to where somebody wanted to go. */
export function SignInPage() {
  const t = useTranslations("door.signIn");
  const next = safeNext(useSearchParams().get("next"));
  const [fromProvider, forgetProvider] = useLinkSecret("second_factor");
  const [handle, setHandle] = useState("");
  const [ended, setEnded] = useState<string | null>(null);
  const arrive = useArrival(next);
  const { error } = useQuery(waysQuery);
  const wanted = handle || fromProvider;
  const isElsewhere = useElsewhere(next, wanted !== "");

  if (wanted !== "")
    return (
      <CodeStep
        handle={wanted}
        onSignedIn={arrive}
        onEnded={(why) => {
          setHandle("");
          forgetProvider();
          setEnded(why);
        }}
      />
    );
  return (
    <DoorPage title={t("title")} below={<Below next={next} />}>
      {ended ? <Notice isWrong>{ended}</Notice> : <WordFromElsewhere />}
      <RefusalNote error={error} />
      {isElsewhere ? (
        <SkeletonRows count={3} />
      ) : (
        <SignInWays next={next} onSignedIn={arrive} onCodeWanted={setHandle} />
      )}
    </DoorPage>
  );
}

/**
 * Whoever is signed in has nothing to do here, unless something is to be told; and who comes first sets up.
 * Says whether it may come to that.
 */
function useElsewhere(next: string, isHalfway: boolean): boolean {
  const router = useRouter();
  const hasError = useSearchParams().has("error");
  const { session, isUnknown } = useVisitor();
  const { data: ways } = useQuery(waysQuery);
  const isSetUpNeeded = ways?.set_up.is_needed ?? false;
  const isInside = session !== null && !hasError && !isHalfway;
  useEffect(() => {
    if (isSetUpNeeded) router.replace("/set-up");
    else if (isInside) goTo(next, router.replace);
  }, [isSetUpNeeded, isInside, next, router]);
  return isSetUpNeeded || isInside || (isUnknown && !hasError);
}

function WordFromElsewhere() {
  const t = useTranslations("door");
  const query = useSearchParams();
  const notice = oneOf(NOTICES, query.get("notice"));
  if (query.get("error"))
    return <Notice isWrong>{t(`errors.${oneOf(ERRORS, query.get("error")) ?? "other"}`)}</Notice>;
  return notice && <Notice>{t(`notices.${notice}`)}</Notice>;
}

function Below({ next }: { next: string }) {
  const t = useTranslations("door.signIn");
  const { data: ways } = useQuery(waysQuery);
  if (!ways) return null;
  return (
    <>
      {ways.sends_mail ? (
        <Link href="/forgot-password" className="link">
          {t("forgotten")}
        </Link>
      ) : (
        <p>
          {t("forgottenNoMail")}{" "}
          <code className="whitespace-nowrap font-mono text-ink">tocsin user reset-password</code>
        </p>
      )}
      {ways.sign_up === "open" && ways.sends_mail && (
        <p>
          {t("noAccount")}{" "}
          <Link href={withNext("/sign-up", next)} className="link">
            {t("signUp")}
          </Link>
        </p>
      )}
    </>
  );
}
