"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { ListedSessionAnswer } from "@/api/schema";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { RefusalNote } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { Time } from "@/ui/time";
import { sessionsQuery } from "./queries";
import { Mark, Row, Rows } from "./rows";
import { useChange } from "./use-change";

const WAYS = ["password", "passkey", "totp", "recovery_code", "sign-up", "invitation"] as const;

export function SessionsTab() {
  const t = useTranslations("account.sessions");
  const { data, error } = useQuery(sessionsQuery);
  const endOthers = useChange(
    () => told(api.DELETE("/api/v1/account/sessions")),
    ({ ended }) => t("endedOthers", { count: ended }),
  );
  const items = data?.items ?? [];
  return (
    <Card
      title={t("title")}
      aside={
        items.length > 1 && (
          <Button look="secondary" isBusy={endOthers.isPending} onClick={() => endOthers.mutate(undefined)}>
            {t("endOthers")}
          </Button>
        )
      }
    >
      <RefusalNote error={error ?? endOthers.error} />
      {!data && !error && <SkeletonRows count={3} />}
      <Rows label={t("title")}>
        {items.map((session) => (
          <SessionRow key={session.id} session={session} />
        ))}
      </Rows>
    </Card>
  );
}

function SessionRow({ session }: { session: ListedSessionAnswer }) {
  const t = useTranslations("account.sessions");
  const wayOf = useWayWords();
  const params = { path: { session_id: session.id } };
  const end = useChange(
    () => told(api.DELETE("/api/v1/account/sessions/{session_id}", { params })),
    () => t("ended"),
  );
  return (
    <Row
      title={session.device}
      mark={session.is_current && <Mark isGood>{t("here")}</Mark>}
      hint={
        <>
          {session.address || t("unknownAddress")}
          {" · "}
          {t("by", { way: wayOf(session.way) })}
          {" · "}
          {t.rich("seen", { time: () => <Time at={session.last_seen_at} /> })}
          <RefusalNote error={end.error} />
        </>
      }
      actions={
        !session.is_current && (
          <Button
            look="quiet"
            aria-label={t("endOf", { device: session.device })}
            isBusy={end.isPending}
            onClick={() => end.mutate(undefined)}
          >
            {t("end")}
          </Button>
        )
      }
    />
  );
}

/** By what somebody has signed in: `password+totp` is a password and a code of an app. */
function useWayWords(): (way: string) => string {
  const t = useTranslations("account.sessions");
  return (way) =>
    way
      .split("+")
      .map((part) => {
        const known = WAYS.find((one) => one === part);
        return known ? t(`ways.${known}`) : part.replace(/^provider:/, "");
      })
      .join(t("and"));
}
