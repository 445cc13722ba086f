import type { Metadata } from "next";
import { IncidentsPage } from "@/incidents/list/incidents-page";
import { Addressed } from "@/shell/addressed";

export const metadata: Metadata = { title: "Incidents · Tocsin" };

export default function Incidents() {
  return (
    <Addressed>
      <IncidentsPage />
    </Addressed>
  );
}
