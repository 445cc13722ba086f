"use client";

import { useTranslations } from "use-intl";
import { Refusal } from "@/api/problem";
import { RefusalNote } from "@/ui/refusal";
import { PasskeyGivenUp } from "./passkeys";

/** Why no passkey was used: the server's reason, or the browser's. */
export function PasskeyNote({ error }: { error: unknown }) {
  const t = useTranslations("door.passkey");
  if (!error || error instanceof Refusal) return <RefusalNote error={error} />;
  return (
    <p role="alert" className="text-down text-sm">
      {error instanceof PasskeyGivenUp ? t("givenUp") : t("unknown", { reason: (error as Error).message })}
    </p>
  );
}
