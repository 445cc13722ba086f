"use client";

import { CSPProvider } from "@base-ui/react/csp-provider";
import { QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, Suspense, useState } from "react";
import { newQueryClient } from "@/api/queries";
import { LocaleProvider } from "@/i18n/locale-provider";
import { ToastProvider } from "@/ui/toast";

/** What every page stands in, signed in or not. */
export function Providers({ children }: { children: ReactNode }) {
  const [client] = useState(() => {
    const made = newQueryClient(() => void made.invalidateQueries({ queryKey: ["session"] }));
    return made;
  });
  return (
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={client}>
        <LocaleProvider>
          <ToastProvider>
            <Suspense>{children}</Suspense>
          </ToastProvider>
        </LocaleProvider>
      </QueryClientProvider>
    </CSPProvider>
  );
}
