import type { Metadata } from "next";
import { Suspense } from "react";
import { RotationPage } from "@/on-call/rotation-page";

export const metadata: Metadata = { title: "Rotation · Tocsin" };

export default function RotationRoute() {
  return (
    <Suspense>
      <RotationPage />
    </Suspense>
  );
}
