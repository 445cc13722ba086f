import type { Metadata } from "next";
import { MaintenancePage } from "@/maintenance/maintenance-page";
import { Addressed } from "@/shell/addressed";

export const metadata: Metadata = { title: "Maintenance · Tocsin" };

export default function Maintenance() {
  return (
    <Addressed>
      <MaintenancePage />
    </Addressed>
  );
}
