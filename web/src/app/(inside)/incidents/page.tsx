import type { Metadata } from "next";
import { Suspense } from "react";
import { IncidentsPage } from "@/incidents/list/incidents-page";

export const metadata: Metadata = { title: "Incidents · Tocsin" };

export default function Incidents() {
  return (
    <Suspense>
      <IncidentsPage />
    </Suspense>
  );
}
