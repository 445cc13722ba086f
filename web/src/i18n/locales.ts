import type { Messages } from "./en";

/** A language is a folder beside this file and a line here; what it leaves out is shown in English. */
export const LOCALES = { en: "English", de: "Deutsch" } as const;
export type Locale = keyof typeof LOCALES;

const KEY = "tocsin.locale";

/** `all`: the words of every page. The others are what the pages that are opened most can begin with. */
export type Words = "door" | "front" | "monitor" | "all";

type Loaders = Readonly<Record<Words, () => Promise<Partial<Messages>>>>;

export const load: Readonly<Record<Locale, Loaders>> = {
  en: {
    door: async () => (await import("./en/door")).messages,
    front: async () => (await import("./en/front")).messages,
    monitor: async () => (await import("./en/monitor")).messages,
    all: async () => (await import("./en")).messages,
  },
  de: {
    door: async () => (await import("./de/door")).messages,
    front: async () => (await import("./de/front")).messages,
    monitor: async () => (await import("./de/monitor")).messages,
    all: async () => (await import("./de")).messages,
  },
};

const FIRST: Readonly<Record<string, Words>> = {
  "/": "front",
  "/wall": "front",
  "/monitors": "front",
  "/incidents": "front",
  "/monitor": "monitor",
  "/sign-in": "door",
  "/sign-up": "door",
  "/set-up": "door",
  "/invitation": "door",
  "/forgot-password": "door",
  "/reset-password": "door",
};

/** Without which the page at this path would have nothing to say. */
export const firstWords = (path: string): Words => FIRST[path] ?? "all";

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
