import type { Metadata } from "next";
import { Suspense } from "react";
import { RulesPage } from "@/rules/rules-page";

export const metadata: Metadata = { title: "Rules · Tocsin" };

export default function RulesRoute() {
  return (
    <Suspense>
      <RulesPage />
    </Suspense>
  );
}
