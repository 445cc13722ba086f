import type { Metadata } from "next";
import { Suspense } from "react";
import { EditRotation } from "@/on-call/edit-rotation";

export const metadata: Metadata = { title: "Edit rotation · Tocsin" };

export default function EditRotationRoute() {
  return (
    <Suspense>
      <EditRotation />
    </Suspense>
  );
}
