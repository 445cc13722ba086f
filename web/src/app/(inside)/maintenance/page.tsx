import type { Metadata } from "next";
import { Suspense } from "react";
import { MaintenancePage } from "@/maintenance/maintenance-page";

export const metadata: Metadata = { title: "Maintenance · Tocsin" };

export default function Maintenance() {
  return (
    <Suspense>
      <MaintenancePage />
    </Suspense>
  );
}
