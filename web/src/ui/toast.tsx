"use client";

import { createContext, type ReactNode, use, useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { later, useLater } from "./later";
import { useRefusalText } from "./refusal";
import { newTellings, type Tellings } from "./tellings";

interface Told {
  done: (text: string, undo?: () => void) => void;
  failed: (error: unknown) => void;
}

const shelf = later(async () => (await import("./toast-shelf")).ToastShelf);
const TellingsContext = createContext<Tellings | null>(null);

/** Short words about what was just done, with a way back where there is one; and about what did not work. */
export function useToast(): Told {
  const tellings = use(TellingsContext);
  if (tellings === null) throw new Error("useToast outside of ToastProvider");
  const t = useTranslations("common");
  const textOf = useRefusalText();
  return useMemo(
    () => ({
      done: (text, undo) =>
        tellings.say({
          title: text,
          timeout: undo ? 10_000 : 4_000,
          ...(undo && { action: { label: t("actions.undo"), onPress: undo } }),
        }),
      failed: (error) =>
        tellings.say({
          title: t("refusal.title"),
          description: textOf(error),
          isFailure: true,
          timeout: 10_000,
        }),
    }),
    [tellings, t, textOf],
  );
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const [tellings] = useState(spoken);
  const Shelf = useLater(shelf, false);
  return (
    <TellingsContext value={tellings}>
      {children}
      {Shelf && <Shelf tellings={tellings} />}
    </TellingsContext>
  );
}

/** What is said fetches what shows it; if that does not come, it is shown together with what is said next. */
function spoken(): Tellings {
  const { say, listen } = newTellings();
  return {
    listen,
    say: (one) => {
      say(one);
      void shelf.load().catch(() => undefined);
    },
  };
}
