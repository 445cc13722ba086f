import type { Metadata } from "next";
import { Suspense } from "react";
import { MonitorsPage } from "@/monitors/list/monitors-page";

export const metadata: Metadata = { title: "Monitors · Tocsin" };

export default function Monitors() {
  return (
    <Suspense>
      <MonitorsPage />
    </Suspense>
  );
}
