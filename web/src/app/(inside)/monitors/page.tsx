import type { Metadata } from "next";
import { MonitorsPage } from "@/monitors/list/monitors-page";
import { Addressed } from "@/shell/addressed";

export const metadata: Metadata = { title: "Monitors · Tocsin" };

export default function Monitors() {
  return (
    <Addressed>
      <MonitorsPage />
    </Addressed>
  );
}
