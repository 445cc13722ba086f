import { useTranslations } from "use-intl";
import type { Messages } from "@/i18n/en";

export type Noun = keyof Messages["audit"]["nouns"];
type Verb = keyof Messages["audit"]["verbs"];

/** What actions are about, in the order in which they are offered. */
export const NOUNS: readonly Noun[] = [
  "monitor",
  "incident",
  "mark",
  "channel",
  "policy",
  "rule",
  "rotation",
  "silence",
  "maintenance",
  "hook",
  "ping_key",
  "workspace",
  "member",
  "invitation",
  "api_key",
  "user",
  "session",
  "passkey",
  "totp",
  "audit",
];

/** Somebody may be where they should not be. */
const ALARMING = new Set(["session.sign_in_failed", "session.refresh_reused", "passkey.copied"]);
export const isAlarming = (action: string): boolean => ALARMING.has(action);

/** An action in words, such as `Monitor: changed`; as the API calls it where there are none. */
export function useActionWords(): (action: string) => string {
  const noun = useTranslations("audit.nouns");
  const verb = useTranslations("audit.verbs");
  return (action) => {
    const [about = "", done = ""] = action.split(".");
    if (!noun.has(about as Noun) || !verb.has(done as Verb)) return action;
    return `${noun(about as Noun)}: ${verb(done as Verb)}`;
  };
}
