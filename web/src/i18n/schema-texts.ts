import { type QueryClient, queryOptions, useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { useLocale } from "use-intl";
import { preferredLocale } from "./locales";

/** By the server's own text: one that has changed, or is a plug-in's, is not found and is shown as it is. */
type Texts = Readonly<Record<string, string>>;

/** `fields`: titles, summaries and the words of forms. `docs`: paragraphs and headings of what is written about kinds. */
type Part = "fields" | "docs";

const load: Readonly<Record<string, Readonly<Record<Part, () => Promise<Texts>>>>> = {
  de: {
    fields: async () => (await import("./de/schema-texts.json")).default,
    docs: async () => (await import("./de/kind-docs.json")).default,
  },
};

const textsQuery = (language: string, part: Part) =>
  queryOptions({
    queryKey: ["schema-texts", language, part],
    queryFn: async (): Promise<Texts> => (await load[language]?.[part]()) ?? {},
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });

/** What the server says of kinds and their settings, in the language that is shown. */
export const useSchemaText = () => useTexts("fields");

/** The same of Markdown about a kind. */
export function useKindDocs(): (markdown: string) => string {
  const say = useTexts("docs");
  return useCallback((markdown) => paragraphsOf(markdown).map(say).join("\n\n"), [say]);
}

function useTexts(part: Part): (text: string) => string {
  const [language = ""] = useLocale().split("-");
  const { data } = useQuery({ ...textsQuery(language, part), enabled: language in load });
  return useCallback((text) => (data && Object.hasOwn(data, text) && data[text]) || text, [data]);
}

/** Headings stand alone. */
function paragraphsOf(markdown: string): string[] {
  return markdown.replaceAll(/^(#+ .*)\n+/gm, "$1\n\n").split("\n\n");
}

/** The answer, once it can be said in the reader's language: words that change under one's eyes are worse than a blink. */
export async function withSchemaTexts<Answer>(client: QueryClient, answer: Promise<Answer>): Promise<Answer> {
  const language = preferredLocale();
  if (language in load)
    await Promise.allSettled([answer, client.ensureQueryData(textsQuery(language, "fields"))]);
  return answer;
}
