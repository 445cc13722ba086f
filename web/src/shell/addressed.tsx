"use client";

import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactNode, Suspense } from "react";

/** For pages that keep in the address what they show, and read it there. */
export function Addressed({ children }: { children: ReactNode }) {
  return (
    <Suspense>
      <NuqsAdapter>{children}</NuqsAdapter>
    </Suspense>
  );
}
