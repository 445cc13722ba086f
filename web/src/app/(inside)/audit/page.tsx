import type { Metadata } from "next";
import { Suspense } from "react";
import { AuditPage } from "@/audit/audit-page";

export const metadata: Metadata = { title: "Audit log · Tocsin" };

export default function AuditRoute() {
  return (
    <Suspense>
      <AuditPage />
    </Suspense>
  );
}
