import type { Metadata } from "next";
import { AuditPage } from "@/audit/audit-page";
import { Addressed } from "@/shell/addressed";

export const metadata: Metadata = { title: "Audit log · Tocsin" };

export default function AuditRoute() {
  return (
    <Addressed>
      <AuditPage />
    </Addressed>
  );
}
