import type { ApiKeyDraft, Permission } from "@/api/schema";
import type { Broad } from "./scopes";

const DAY_MS = 86_400_000;
/** When a key may end; 0: never. */
export const DAYS = [7, 30, 90, 365, 0] as const;

/** A key as it is being written. */
export interface KeyForm {
  readonly name: string;
  readonly power: Broad | "some";
  /** Where the power is that of some permissions. */
  readonly permissions: readonly Permission[];
  readonly days: number;
}

/** The least power first: whoever wants more has to say so. */
export const EMPTY: KeyForm = { name: "", power: "some", permissions: [], days: 90 };

export function draftOf(form: KeyForm, now: number): ApiKeyDraft {
  return {
    name: form.name.trim(),
    scopes: form.power === "some" ? [...form.permissions] : [form.power],
    expires_at: form.days === 0 ? null : new Date(now + form.days * DAY_MS).toISOString(),
  };
}
