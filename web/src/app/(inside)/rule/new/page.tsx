import type { Metadata } from "next";
import { NewRule } from "@/rules/edit-rule";
import { Addressed } from "@/shell/addressed";

export const metadata: Metadata = { title: "New rule · Tocsin" };

export default function NewRuleRoute() {
  return (
    <Addressed>
      <NewRule />
    </Addressed>
  );
}
