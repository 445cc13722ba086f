import type { Metadata } from "next";
import { MonitorDetail } from "@/monitors/detail/monitor-detail";
import { Addressed } from "@/shell/addressed";

export const metadata: Metadata = { title: "Monitor · Tocsin" };

export default function MonitorPage() {
  return (
    <Addressed>
      <MonitorDetail />
    </Addressed>
  );
}
