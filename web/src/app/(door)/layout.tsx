import type { ReactNode } from "react";
import { Door } from "@/door/door";

/** Pages for strangers. */
export default function DoorLayout({ children }: { children: ReactNode }) {
  return <Door>{children}</Door>;
}
