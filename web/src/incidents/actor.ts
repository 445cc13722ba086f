import { useTranslations } from "use-intl";

/** Whoever did something, as people know them: the API says `user:ada@example.com`, `key:ci`, `link:ops phone`. */
export function useActorName(): (actor: string) => string {
  const t = useTranslations("incidents");
  return (actor) => {
    if (actor.startsWith("user:")) return actor.slice("user:".length);
    if (actor.startsWith("key:")) return t("apiKey", { name: actor.slice("key:".length) });
    if (actor.startsWith("link:")) return t("byLink", { name: actor.slice("link:".length) });
    return actor;
  };
}
