"use client";

import { ArrowRight } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useSession } from "@/session/session";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/fields";
import { Link } from "@/ui/link";
import { useTabTitle } from "@/ui/page";

/** Where nothing is watched yet: the address of what should be. */
export function FirstMonitor() {
  const t = useTranslations("dashboard.first");
  const { can } = useSession();
  const router = useRouter();
  const [address, setAddress] = useState("");
  useTabTitle(`${t("tab")} · Tocsin`);
  return (
    <div className="mx-auto grid w-full max-w-2xl gap-6 px-4 pt-[12dvh] pb-16">
      <header className="grid gap-2">
        <h1 className="text-balance font-semibold text-4xl leading-tight tracking-tight">{t("title")}</h1>
        <p className="text-ink-soft text-lg">{can("monitors:write") ? t("lead") : t("leadReader")}</p>
      </header>
      {can("monitors:write") && (
        <>
          <form
            className="flex flex-wrap items-end gap-2"
            onSubmit={(event) => {
              event.preventDefault();
              router.push(`/monitor/new?kind=http&url=${encodeURIComponent(withScheme(address))}`);
            }}
          >
            <TextField
              label={t("address")}
              value={address}
              onChange={setAddress}
              placeholder="https://example.com"
              inputMode="url"
              autoComplete="url"
              autoCapitalize="none"
              spellCheck={false}
              autoFocus
              isRequired
              className="min-w-60 grow"
            />
            <Button type="submit" icon={ArrowRight}>
              {t("go")}
            </Button>
          </form>
          <p className="text-ink-soft">
            {t.rich("others", {
              link: (words) => (
                <Link href="/monitor/new" className="link">
                  {words}
                </Link>
              ),
            })}
          </p>
        </>
      )}
    </div>
  );
}

/** People write `example.com` and mean its web site. */
export function withScheme(address: string): string {
  const trimmed = address.trim();
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
}
