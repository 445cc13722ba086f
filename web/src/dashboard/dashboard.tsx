"use client";

import { useTranslations } from "use-intl";
import { useSession } from "@/session/session";
import { useTabTitle } from "@/ui/page";
import { RefusalPage } from "@/ui/refusal";
import { Skeleton } from "@/ui/skeleton";
import { ChangesCard } from "./changes-card";
import { FirstMonitor } from "./first-monitor";
import { Hero } from "./hero";
import { MaintenanceCard } from "./maintenance-card";
import { OnCallCard } from "./on-call-card";
import { OpenIncidents } from "./open-incidents";
import { type Standing, useStanding } from "./sentence";
import { StatesCard } from "./states-card";

/** How we are, what is broken, what has changed, and who is at it. */
export function Dashboard() {
  const { standing, error, retry } = useStanding();
  if (!standing) return error ? <RefusalPage error={error} onRetry={retry} /> : <Waiting />;
  return standing.all === 0 ? <FirstMonitor /> : <Known standing={standing} />;
}

function Known({ standing }: { standing: Standing }) {
  const { can } = useSession();
  return (
    <div className="mx-auto grid w-full max-w-[84rem] gap-5 px-4 py-5 sm:px-6 sm:py-7">
      <Hero standing={standing} />
      {can("incidents:read") && <OpenIncidents />}
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_22rem]">
        {can("incidents:read") && <ChangesCard />}
        <div className="grid gap-5 max-lg:order-first">
          <StatesCard standing={standing} />
          {can("policies:read") && <OnCallCard />}
          {can("silences:read") && <MaintenanceCard />}
        </div>
      </div>
    </div>
  );
}

function Waiting() {
  const t = useTranslations("dashboard");
  const common = useTranslations("common");
  useTabTitle(`${t("title")} · Tocsin`);
  return (
    <div role="status" className="mx-auto grid w-full max-w-[84rem] gap-6 px-4 py-8 sm:px-6">
      <span className="sr-only">{common("loading")}</span>
      <Skeleton className="h-12 w-2/3" />
      <Skeleton className="h-40" />
      <Skeleton className="h-64" />
    </div>
  );
}
