import type { Metadata } from "next";
import { Suspense } from "react";
import { NewRotation } from "@/on-call/edit-rotation";

export const metadata: Metadata = { title: "New rotation · Tocsin" };

export default function NewRotationRoute() {
  return (
    <Suspense>
      <NewRotation />
    </Suspense>
  );
}
