import type { Metadata } from "next";
import { Suspense } from "react";
import { IncidentPage } from "@/incidents/one/incident-page";

export const metadata: Metadata = { title: "Incident · Tocsin" };

export default function Incident() {
  return (
    <Suspense>
      <IncidentPage />
    </Suspense>
  );
}
