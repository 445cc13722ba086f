"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { AcceptedAnswer, OfferAnswer, SessionAnswer } from "@/api/schema";
import { chooseWorkspace } from "@/api/workspace";
import { EmailField, NameField, NewPasswordField } from "@/credentials/fields";
import { useForm } from "@/credentials/use-form";
import { waysQuery } from "@/credentials/ways";
import { Button } from "@/ui/button";
import { RefusalNote } from "@/ui/refusal";
import { Tabs } from "@/ui/tabs";
import { useToast } from "@/ui/toast";
import { Notice } from "./door";
import { SignInWays } from "./sign-in-steps";
import { useEntry } from "./visitor";

interface AcceptanceProps {
  token: string;
  offer: OfferAnswer;
  session: SessionAnswer | null;
  onSignedIn: (session: SessionAnswer) => void;
  onCodeWanted: (handle: string) => void;
  /** It may have been that the invitation is gone. */
  onRefused: () => void;
}

/** By who is signed in with one press; by others with a new account, or after signing in right here. */
export function Acceptance(props: AcceptanceProps) {
  return props.session ? <AsWhoIsHere {...props} session={props.session} /> : <AsSomebodyElse {...props} />;
}

function AsWhoIsHere({ token, session, onRefused }: AcceptanceProps & { session: SessionAnswer }) {
  const t = useTranslations("door.invitation");
  const client = useQueryClient();
  const join = useJoining();
  const accept = useMutation({
    mutationFn: () => told(api.POST("/api/v1/invitations/accept", { body: { token } })),
    onSuccess: join,
    onError: onRefused,
  });
  const signOut = useMutation({
    mutationFn: () => told(api.DELETE("/api/v1/session")),
    onSuccess: () => {
      chooseWorkspace(null);
      // Of long ago: whoever goes inside asks again.
      client.setQueryData(["session"], null, { updatedAt: 0 });
    },
  });
  return (
    <div className="grid gap-4">
      <p>{t("signedInAs", { email: session.user.email })}</p>
      <RefusalNote error={accept.error ?? signOut.error} />
      <Button autoFocus isBusy={accept.isPending} onClick={() => accept.mutate()}>
        {t("accept")}
      </Button>
      <Button look="quiet" isBusy={signOut.isPending} onClick={() => signOut.mutate()}>
        {t("otherAccount")}
      </Button>
    </div>
  );
}

function AsSomebodyElse({ token, offer, onSignedIn, onCodeWanted, onRefused }: AcceptanceProps) {
  const t = useTranslations("door.invitation");
  const { data: ways } = useQuery(waysQuery);
  const [way, setWay] = useState("new");
  const [hasAccount, setHasAccount] = useState(false);
  const isClosed = ways?.sign_up === "closed";
  const signIn = (
    <div className="grid gap-4">
      {hasAccount && <Notice>{t("exists")}</Notice>}
      <SignInWays
        next="/invitation"
        email={offer.email ?? ""}
        onSignedIn={onSignedIn}
        onCodeWanted={onCodeWanted}
      />
      {(ways?.providers.length ?? 0) > 0 && <p className="text-ink-soft text-sm">{t("byProviderHint")}</p>}
    </div>
  );
  if (isClosed)
    return (
      <div className="grid gap-4">
        <p className="text-ink-soft">{t("closed")}</p>
        {signIn}
      </div>
    );
  const onExists = () => {
    setHasAccount(true);
    setWay("own");
  };
  const newAccount = <NewAccount {...{ token, offer, onRefused, onExists }} />;
  return (
    <Tabs
      label={t("ways")}
      value={way}
      onChange={setWay}
      tabs={[
        { value: "new", label: t("newAccount"), panel: newAccount },
        { value: "own", label: t("ownAccount"), panel: signIn },
      ]}
    />
  );
}

type NewAccountProps = Pick<AcceptanceProps, "token" | "offer" | "onRefused"> & { onExists: () => void };

function NewAccount({ token, offer, onRefused, onExists }: NewAccountProps) {
  const t = useTranslations("door.invitation");
  const { data: ways } = useQuery(waysQuery);
  const join = useJoining();
  const form = useForm({
    initial: { name: "", email: offer.email ?? "", password: "" },
    send: ({ name, email, password }) => {
      const body = { token, name, password, email: offer.email ? null : email };
      return told(api.POST("/api/v1/invitations/accept", { body }));
    },
    onDone: join,
    place: (refusal) => {
      if (refusal.code === "conflict" && !ways?.set_up.is_needed) onExists();
      if (refusal.status === 404) onRefused();
      return {};
    },
  });
  return (
    <form {...form.ties} className="grid gap-4">
      <NameField {...form.field("name")} autoFocus />
      {/* Where it is given it stands there all the same: password managers keep it beside the password. */}
      <EmailField {...form.field("email")} readOnly={offer.email !== null} />
      <NewPasswordField {...form.field("password")} rules={ways?.password} />
      <RefusalNote error={form.refusal} />
      <Button type="submit" isBusy={form.isBusy} className="mt-1">
        {t("makeAndJoin")}
      </Button>
    </form>
  );
}

function useJoining(): (accepted: AcceptedAnswer) => void {
  const t = useTranslations("door.invitation");
  const client = useQueryClient();
  const enter = useEntry();
  const router = useRouter();
  const { done } = useToast();
  return (accepted) => {
    chooseWorkspace(accepted.workspace_id);
    if (accepted.session) enter(accepted.session);
    else client.removeQueries({ queryKey: ["session"] });
    done(t("joined", { workspace: accepted.workspace }));
    router.replace("/");
  };
}
