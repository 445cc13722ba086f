import type { Metadata } from "next";
import { NewPolicy } from "@/policies/edit-policy";
import { Addressed } from "@/shell/addressed";

export const metadata: Metadata = { title: "New policy · Tocsin" };

export default function NewPolicyRoute() {
  return (
    <Addressed>
      <NewPolicy />
    </Addressed>
  );
}
