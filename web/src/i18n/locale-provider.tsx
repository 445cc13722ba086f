"use client";

import { usePathname } from "next/navigation";
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from "react";
import { IntlProvider } from "use-intl";
import { useIsQuiet } from "@/ui/later";
import type { Messages } from "./en";
import {
  firstWords,
  keepLocale,
  type Locale,
  load,
  preferredLocale,
  regionalLocale,
  type Words,
} from "./locales";

interface Choice {
  locale: Locale;
  choose: (locale: Locale) => void;
}

const ChoiceContext = createContext<Choice>({ locale: "en", choose: () => undefined });

export const useLocaleChoice = () => use(ChoiceContext);

interface Loaded {
  locale: Locale;
  words: readonly Words[];
  messages: Partial<Messages>;
}

const AGAIN_AFTER_MS = 3_000;

/** Shows nothing until the words are there: a page in one language that turns into another is worse than a blink. */
export function LocaleProvider({ children }: { children: ReactNode }) {
  const first = firstWords(usePathname());
  const isQuiet = useIsQuiet();
  const [locale, setLocale] = useState<Locale | null>(null);
  const [loaded, setLoaded] = useState<Loaded | null>(null);

  useEffect(() => setLocale(preferredLocale()), []);
  const wanted = isQuiet ? "all" : first;
  useEffect(() => (locale ? loading(locale, wanted, setLoaded) : undefined), [locale, wanted]);

  const choice = useMemo(
    () => ({
      locale: loaded?.locale ?? "en",
      choose: (chosen: Locale) => {
        keepLocale(chosen);
        setLocale(chosen);
      },
    }),
    [loaded],
  );

  if (!loaded || !(loaded.words.includes(first) || loaded.words.includes("all"))) return null;
  return (
    <ChoiceContext value={choice}>
      <IntlProvider
        locale={regionalLocale(loaded.locale)}
        // Those of the page that is shown are among them: `first-words.test.ts`.
        messages={loaded.messages as Messages}
        timeZone={Intl.DateTimeFormat().resolvedOptions().timeZone}
      >
        {children}
      </IntlProvider>
    </ChoiceContext>
  );
}

/** Until it is told to stop, tries again when the words do not come. */
function loading(
  locale: Locale,
  words: Words,
  set: (change: (known: Loaded | null) => Loaded) => void,
): () => void {
  let isWanted = true;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const attempt = async () => {
    try {
      const messages = await load[locale][words]();
      if (!isWanted) return;
      document.documentElement.lang = locale;
      set((known) => {
        const kept = known?.locale === locale ? known : { words: [], messages: {} };
        return { locale, words: [...kept.words, words], messages: { ...kept.messages, ...messages } };
      });
    } catch {
      if (isWanted) timer = setTimeout(() => void attempt(), AGAIN_AFTER_MS);
    }
  };
  void attempt();
  return () => {
    isWanted = false;
    clearTimeout(timer);
  };
}
