import type { Metadata } from "next";
import { Suspense } from "react";
import { EditPolicy } from "@/policies/edit-policy";

export const metadata: Metadata = { title: "Policy · Tocsin" };

export default function PolicyRoute() {
  return (
    <Suspense>
      <EditPolicy />
    </Suspense>
  );
}
