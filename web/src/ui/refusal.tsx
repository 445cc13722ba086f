"use client";

import { CloudOff } from "lucide-react";
import { useTranslations } from "use-intl";
import { type Refusal, refusalOf } from "@/api/problem";
import { Button } from "./button";
import { duration } from "./time";

/** What went wrong and what to do about it, in a sentence. */
export function useRefusalText(): (error: unknown) => string {
  const t = useTranslations("common.refusal");
  return (error) => {
    const refusal: Refusal = refusalOf(error);
    if (refusal.status === 0) return t("unreachable");
    if (refusal.status >= 500)
      return refusal.status === 503 ? refusal.message : t("server", { id: refusal.requestId ?? "–" });
    if (refusal.status === 429)
      return refusal.wait === null ? t("tooMany") : t("tooManyFor", { wait: duration(refusal.wait) });
    if (refusal.status === 412) return t("changed");
    if (refusal.code === "reauthentication_required") return t("signInAgain");
    return refusal.message;
  };
}

/** Beside what was tried. Nothing, while there is no error. */
export function RefusalNote({ error }: { error: unknown }) {
  const textOf = useRefusalText();
  if (!error) return null;
  return (
    <p role="alert" className="rounded-lg bg-down-soft px-3.5 py-2.5 text-down text-sm">
      {textOf(error)}
    </p>
  );
}

/** In place of what could not be read. */
export function RefusalPage({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useTranslations("common");
  const textOf = useRefusalText();
  return (
    <div role="alert" className="mx-auto grid max-w-lg justify-items-center gap-3 px-4 py-16 text-center">
      <CloudOff aria-hidden className="size-9 text-ink-faint" />
      <p className="font-semibold text-lg">{t("refusal.title")}</p>
      <p className="text-ink-soft">{textOf(error)}</p>
      {onRetry && (
        <Button look="secondary" onClick={onRetry}>
          {t("actions.retry")}
        </Button>
      )}
    </div>
  );
}
