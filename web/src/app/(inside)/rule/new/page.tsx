import type { Metadata } from "next";
import { Suspense } from "react";
import { NewRule } from "@/rules/edit-rule";

export const metadata: Metadata = { title: "New rule · Tocsin" };

export default function NewRuleRoute() {
  return (
    <Suspense>
      <NewRule />
    </Suspense>
  );
}
