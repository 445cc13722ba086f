import { useTranslations } from "use-intl";

/** Whoever did something, as people know them: the API says `user:ada@example.com` and `key:ci`. */
export function useActorName(): (actor: string) => string {
  const t = useTranslations("incidents");
  return (actor) => {
    if (actor.startsWith("user:")) return actor.slice("user:".length);
    if (actor.startsWith("key:")) return t("apiKey", { name: actor.slice("key:".length) });
    return actor;
  };
}
