"use client";

import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from "react";
import { IntlProvider } from "use-intl";
import type { Messages } from "./en";
import { keepLocale, type Locale, load, preferredLocale, regionalLocale } from "./locales";

interface Choice {
  locale: Locale;
  choose: (locale: Locale) => void;
}

const ChoiceContext = createContext<Choice>({ locale: "en", choose: () => undefined });

export const useLocaleChoice = () => use(ChoiceContext);

/** Shows nothing until the words are there: a page in one language that turns into another is worse than a blink. */
export function LocaleProvider({ children }: { children: ReactNode }) {
  const [loaded, setLoaded] = useState<{ locale: Locale; messages: Messages } | null>(null);

  const show = useCallback(async (locale: Locale) => {
    const messages = await load[locale]();
    document.documentElement.lang = locale;
    setLoaded({ locale, messages });
  }, []);

  useEffect(() => {
    void show(preferredLocale());
  }, [show]);

  const choice = useMemo(
    () => ({
      locale: loaded?.locale ?? "en",
      choose: (locale: Locale) => {
        keepLocale(locale);
        void show(locale);
      },
    }),
    [loaded, show],
  );

  if (loaded === null) return null;
  return (
    <ChoiceContext value={choice}>
      <IntlProvider
        locale={regionalLocale(loaded.locale)}
        messages={loaded.messages}
        timeZone={Intl.DateTimeFormat().resolvedOptions().timeZone}
      >
        {children}
      </IntlProvider>
    </ChoiceContext>
  );
}
