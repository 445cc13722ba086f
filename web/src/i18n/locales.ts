import type { Messages } from "./en";

/** A language is a folder beside this file and a line here; what it leaves out is shown in English. */
export const LOCALES = { en: "English", de: "Deutsch" } as const;
export type Locale = keyof typeof LOCALES;

const KEY = "tocsin.locale";

export const load: Record<Locale, () => Promise<Messages>> = {
  en: async () => (await import("./en")).messages,
  de: async () => (await import("./de")).messages,
};

/** The one that was chosen, else the first of the browser's that there is, else English. */
export function preferredLocale(): Locale {
  const wanted = [localStorage.getItem(KEY), ...navigator.languages.map((one) => one.slice(0, 2))];
  return wanted.find((one): one is Locale => one !== null && one in LOCALES) ?? "en";
}

/** That language as the browser's owner writes dates and numbers: `en-GB` has no PM. */
export function regionalLocale(locale: Locale): string {
  return navigator.languages.find((one) => one.split("-")[0] === locale) ?? locale;
}

export function keepLocale(locale: Locale): void {
  localStorage.setItem(KEY, locale);
}
