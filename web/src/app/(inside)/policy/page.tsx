import type { Metadata } from "next";
import { EditPolicy } from "@/policies/edit-policy";
import { Addressed } from "@/shell/addressed";

export const metadata: Metadata = { title: "Policy · Tocsin" };

export default function PolicyRoute() {
  return (
    <Addressed>
      <EditPolicy />
    </Addressed>
  );
}
