"use client";

import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { ProviderAnswer, SessionAnswer } from "@/api/schema";
import { EmailField, PasswordField } from "@/credentials/fields";
import { useForm } from "@/credentials/use-form";
import { waysQuery } from "@/credentials/ways";
import { Button, buttonClasses } from "@/ui/button";
import { RefusalNote } from "@/ui/refusal";
import { withNext } from "./next";
import { PasskeySignIn, useHasPasskeys } from "./passkey-sign-in";

interface SignInWaysProps {
  /** Where a provider leads back to. */
  next: string;
  email?: string;
  onSignedIn: (session: SessionAnswer) => void;
  /** The password was right, and a code is wanted as well. */
  onCodeWanted: (handle: string) => void;
}

/** Every first step of signing in that there is here. */
export function SignInWays({ next, email = "", onSignedIn, onCodeWanted }: SignInWaysProps) {
  const t = useTranslations("door.signIn");
  const { data: ways } = useQuery(waysQuery);
  const isWithPasskey = useHasPasskeys();
  const [leaving, setLeaving] = useState<string | null>(null);
  const form = useForm({
    initial: { email, password: "" },
    send: (body) => told(api.POST("/api/v1/session", { body })),
    onDone: (answer) =>
      "second_factor" in answer ? onCodeWanted(answer.second_factor.handle) : onSignedIn(answer),
    place: (refusal) => (refusal.code === "sign_in_failed" ? { password: t("wrong") } : {}),
  });
  return (
    <div className="grid gap-5">
      <form {...form.ties} className="grid gap-4">
        <EmailField {...form.field("email")} isWithPasskey={isWithPasskey} autoFocus={email === ""} />
        <PasswordField {...form.field("password")} autoFocus={email !== ""} />
        <RefusalNote error={form.refusal} />
        <Button type="submit" isBusy={form.isBusy} className="mt-1">
          {t("submit")}
        </Button>
      </form>
      {(isWithPasskey || (ways?.providers.length ?? 0) > 0) && (
        <OtherWays>
          {isWithPasskey && <PasskeySignIn onDone={onSignedIn} />}
          {ways?.providers.map((provider) => (
            <ProviderLink
              key={provider.id}
              provider={provider}
              next={next}
              isLeaving={leaving === provider.id}
              onLeave={() => setLeaving(provider.id)}
            />
          ))}
        </OtherWays>
      )}
    </div>
  );
}

function OtherWays({ children }: { children: ReactNode }) {
  const t = useTranslations("door.signIn");
  return (
    <div className="grid gap-3">
      <p className="flex items-center gap-3 text-ink-faint text-sm before:h-px before:grow before:bg-line after:h-px after:grow after:bg-line">
        {t("or")}
      </p>
      {children}
    </div>
  );
}

interface ProviderLinkProps {
  provider: ProviderAnswer;
  next: string;
  isLeaving: boolean;
  onLeave: () => void;
}

/** Not a page of the client: the server sends the browser on from there. */
function ProviderLink({ provider, next, isLeaving, onLeave }: ProviderLinkProps) {
  const t = useTranslations("door.signIn");
  return (
    <a
      className={buttonClasses("secondary")}
      href={withNext(`/api/v1/oauth/${encodeURIComponent(provider.id)}`, next)}
      aria-busy={isLeaving || undefined}
      onClick={onLeave}
    >
      {t("byProvider", { name: provider.name })}
    </a>
  );
}
