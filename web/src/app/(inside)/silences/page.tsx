import type { Metadata } from "next";
import { Suspense } from "react";
import { SilencesPage } from "@/silences/silences-page";

export const metadata: Metadata = { title: "Silences · Tocsin" };

export default function Silences() {
  return (
    <Suspense>
      <SilencesPage />
    </Suspense>
  );
}
