import type { Metadata } from "next";
import { EditRule } from "@/rules/edit-rule";
import { Addressed } from "@/shell/addressed";

export const metadata: Metadata = { title: "Rule · Tocsin" };

export default function RuleRoute() {
  return (
    <Addressed>
      <EditRule />
    </Addressed>
  );
}
