import type { Metadata } from "next";
import { Suspense } from "react";
import { NewPolicy } from "@/policies/edit-policy";

export const metadata: Metadata = { title: "New policy · Tocsin" };

export default function NewPolicyRoute() {
  return (
    <Suspense>
      <NewPolicy />
    </Suspense>
  );
}
