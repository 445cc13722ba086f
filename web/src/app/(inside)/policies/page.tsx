import type { Metadata } from "next";
import { Suspense } from "react";
import { PoliciesPage } from "@/policies/policies-page";

export const metadata: Metadata = { title: "Policies · Tocsin" };

export default function PoliciesRoute() {
  return (
    <Suspense>
      <PoliciesPage />
    </Suspense>
  );
}
