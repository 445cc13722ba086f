import type { Metadata } from "next";
import { Suspense } from "react";
import { HooksPage } from "@/hooks/hooks-page";

export const metadata: Metadata = { title: "Hooks · Tocsin" };

export default function HooksPageRoute() {
  return (
    <Suspense>
      <HooksPage />
    </Suspense>
  );
}
