import type { Metadata } from "next";
import { EditHook } from "@/hooks/edit-hook";
import { Addressed } from "@/shell/addressed";

export const metadata: Metadata = { title: "Hook · Tocsin" };

export default function EditHookRoute() {
  return (
    <Addressed>
      <EditHook />
    </Addressed>
  );
}
