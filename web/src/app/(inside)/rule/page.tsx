import type { Metadata } from "next";
import { Suspense } from "react";
import { EditRule } from "@/rules/edit-rule";

export const metadata: Metadata = { title: "Rule · Tocsin" };

export default function RuleRoute() {
  return (
    <Suspense>
      <EditRule />
    </Suspense>
  );
}
