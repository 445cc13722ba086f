import type { Metadata } from "next";
import { NewRotation } from "@/on-call/edit-rotation";
import { Addressed } from "@/shell/addressed";

export const metadata: Metadata = { title: "New rotation · Tocsin" };

export default function NewRotationRoute() {
  return (
    <Addressed>
      <NewRotation />
    </Addressed>
  );
}
