import type { Metadata } from "next";
import { Suspense } from "react";
import { OnCallPage } from "@/on-call/on-call-page";

export const metadata: Metadata = { title: "On call · Tocsin" };

export default function OnCallRoute() {
  return (
    <Suspense>
      <OnCallPage />
    </Suspense>
  );
}
