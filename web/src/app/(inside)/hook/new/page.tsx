import type { Metadata } from "next";
import { Suspense } from "react";
import { NewHook } from "@/hooks/new-hook";

export const metadata: Metadata = { title: "New hook · Tocsin" };

export default function NewHookRoute() {
  return (
    <Suspense>
      <NewHook />
    </Suspense>
  );
}
