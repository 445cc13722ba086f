import type { Metadata } from "next";
import { EditRotation } from "@/on-call/edit-rotation";
import { Addressed } from "@/shell/addressed";

export const metadata: Metadata = { title: "Edit rotation · Tocsin" };

export default function EditRotationRoute() {
  return (
    <Addressed>
      <EditRotation />
    </Addressed>
  );
}
