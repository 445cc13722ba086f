"use client";

import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { useLocaleChoice } from "@/i18n/locale-provider";
import { LOCALES, type Locale } from "@/i18n/locales";
import { THEMES } from "@/shell/themes";
import { chooseTheme, type Theme, useTheme } from "@/theme/theme";
import { Button, IconButton } from "@/ui/button";
import { Menu } from "@/ui/menu";
import { useTabTitle } from "@/ui/page";

/** The frame of every page for strangers: nothing but what they have come for. */
export function Door({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex items-center justify-between gap-4 px-4 py-3 sm:px-6">
        <p className="flex items-center gap-2.5 font-semibold text-lg tracking-tight">
          {/* biome-ignore lint/performance/noImgElement: a file of our own, of a few hundred bytes */}
          <img src="/icon.svg" alt="" className="size-7" />
          Tocsin
        </p>
        <Preferences />
      </header>
      <main className="flex grow flex-col items-center px-5 pt-6 pb-16 sm:justify-center sm:pt-4 sm:pb-[14vh]">
        {children}
      </main>
    </div>
  );
}

function Preferences() {
  const t = useTranslations("shell");
  const theme = useTheme();
  const { locale, choose } = useLocaleChoice();
  return (
    <div className="flex items-center gap-1">
      <Menu
        trigger={
          <Button look="quiet" aria-label={`${t("language")}: ${LOCALES[locale]}`}>
            {LOCALES[locale]}
            <ChevronDown aria-hidden className="size-4 text-ink-faint" />
          </Button>
        }
        items={(Object.keys(LOCALES) as Locale[]).map((one) => ({
          label: LOCALES[one],
          isChosen: locale === one,
          onSelect: () => choose(one),
        }))}
      />
      <Menu
        trigger={<IconButton icon={THEMES[theme]} label={t("theme.label")} />}
        items={(Object.keys(THEMES) as Theme[]).map((one) => ({
          label: t(`theme.${one}`),
          icon: THEMES[one],
          isChosen: theme === one,
          onSelect: () => chooseTheme(one),
        }))}
      />
    </div>
  );
}

interface DoorPageProps {
  title: string;
  lead?: ReactNode;
  children?: ReactNode;
  /** Ways to elsewhere. */
  below?: ReactNode;
}

/** One step of a way in. */
export function DoorPage({ title, lead, children, below }: DoorPageProps) {
  useTabTitle(`${title} · Tocsin`);
  return (
    <div className="grid w-full max-w-[26rem] gap-5">
      <section className="grid gap-5 sm:rounded-2xl sm:border sm:bg-surface sm:p-8 sm:shadow-flat">
        <div className="grid gap-1.5">
          <h1 className="break-words font-semibold text-2xl tracking-tight">{title}</h1>
          {lead && <p className="text-ink-soft">{lead}</p>}
        </div>
        {children}
      </section>
      {below && (
        <div className="grid gap-2 text-ink-soft text-sm sm:justify-items-center sm:text-center">{below}</div>
      )}
    </div>
  );
}

/** What somebody should know who comes from elsewhere. */
export function Notice({ children, isWrong }: { children: ReactNode; isWrong?: boolean }) {
  return isWrong ? (
    <p role="alert" className="rounded-lg bg-down-soft px-3.5 py-2.5 text-down text-sm">
      {children}
    </p>
  ) : (
    <p role="status" className="rounded-lg bg-accent-soft px-3.5 py-2.5 text-sm">
      {children}
    </p>
  );
}
