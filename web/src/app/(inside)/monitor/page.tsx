import type { Metadata } from "next";
import { Suspense } from "react";
import { MonitorDetail } from "@/monitors/detail/monitor-detail";

export const metadata: Metadata = { title: "Monitor · Tocsin" };

export default function MonitorPage() {
  return (
    <Suspense>
      <MonitorDetail />
    </Suspense>
  );
}
