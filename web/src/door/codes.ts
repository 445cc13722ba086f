/** What the address bar may say: a code of these, and never a word that is shown. */
export const NOTICES = ["signed_out", "password_set", "account_deleted"] as const;

/** What became of a sign-in at a provider. */
export const ERRORS = [
  "sign_in_refused",
  "sign_in_ended",
  "sign_up_closed",
  "provider_unavailable",
  "too_many_requests",
  "conflict",
  "unavailable",
] as const;

export function oneOf<Code extends string>(codes: readonly Code[], text: string | null): Code | null {
  return codes.find((code) => code === text) ?? null;
}
