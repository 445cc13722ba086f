import type { Metadata } from "next";
import { NewHook } from "@/hooks/new-hook";
import { Addressed } from "@/shell/addressed";

export const metadata: Metadata = { title: "New hook · Tocsin" };

export default function NewHookRoute() {
  return (
    <Addressed>
      <NewHook />
    </Addressed>
  );
}
