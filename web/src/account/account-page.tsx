"use client";

import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useTranslations } from "use-intl";
import { Page } from "@/ui/page";
import { RefusalPage } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { Tabs } from "@/ui/tabs";
import { PasskeysCard } from "./passkeys-card";
import { PasswordCard } from "./password-card";
import { ProfileTab } from "./profile-tab";
import { LinkFailure, ProvidersCard } from "./providers-card";
import { accountQuery } from "./queries";
import { SessionsTab } from "./sessions-tab";
import { TotpCard } from "./totp-card";

const TABS = ["profile", "sign-in", "sessions"] as const;

/** `/account`: who one is here, by what one gets in, and where one is signed in. */
export function AccountPage() {
  const t = useTranslations("account");
  // A provider that was not linked comes back with an error: it is told where it was begun.
  const first = useSearchParams().has("error") ? "sign-in" : "profile";
  const [tab, setTab] = useQueryState("tab", parseAsStringLiteral(TABS));
  const { data: account, error, refetch } = useQuery(accountQuery);
  const panels = account && {
    profile: <ProfileTab account={account} />,
    "sign-in": (
      <>
        <PasswordCard account={account} />
        <TotpCard account={account} />
        <PasskeysCard />
        <ProvidersCard />
      </>
    ),
    sessions: <SessionsTab />,
  };
  return (
    <Page title={t("title")}>
      <div className="w-full max-w-3xl">
        {error && <RefusalPage error={error} onRetry={() => void refetch()} />}
        {!account && !error && <SkeletonRows />}
        <LinkFailure />
        {panels && (
          <Tabs
            label={t("tabs.label")}
            value={tab ?? first}
            onChange={(value) => void setTab(value as (typeof TABS)[number])}
            tabs={TABS.map((value) => ({ value, label: t(`tabs.${value}`), panel: panels[value] }))}
          />
        )}
      </div>
    </Page>
  );
}
