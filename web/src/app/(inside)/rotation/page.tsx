import type { Metadata } from "next";
import { RotationPage } from "@/on-call/rotation-page";
import { Addressed } from "@/shell/addressed";

export const metadata: Metadata = { title: "Rotation · Tocsin" };

export default function RotationRoute() {
  return (
    <Addressed>
      <RotationPage />
    </Addressed>
  );
}
