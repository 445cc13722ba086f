import { afterEach, describe, expect, test, vi } from "vitest";
import { keepLocale, preferredLocale, regionalLocale } from "./locales";

const speak = (...languages: string[]) => vi.spyOn(navigator, "languages", "get").mockReturnValue(languages);

afterEach(() => {
  localStorage.clear();
  vi.restoreAllMocks();
});

describe("the language", () => {
  test("is the browser's first that there is", () => {
    speak("fr-CA", "de-AT", "en-US");
    expect(preferredLocale()).toBe("de");
  });

  test("is the one that was chosen, whatever the browser speaks", () => {
    speak("de-AT");
    keepLocale("en");
    expect(preferredLocale()).toBe("en");
  });

  test("is English where there is no other", () => {
    speak("fr-CA");
    expect(preferredLocale()).toBe("en");
  });
});

describe("dates and numbers", () => {
  test("are written as in the browser's region", () => {
    speak("de-AT", "en-GB", "en-US");
    expect(regionalLocale("en")).toBe("en-GB");
  });

  test("are those of the language alone where the browser does not speak it", () => {
    speak("fr-CA");
    expect(regionalLocale("de")).toBe("de");
  });
});
