import type { Metadata } from "next";
import { Suspense } from "react";
import { EditHook } from "@/hooks/edit-hook";

export const metadata: Metadata = { title: "Hook · Tocsin" };

export default function EditHookRoute() {
  return (
    <Suspense>
      <EditHook />
    </Suspense>
  );
}
