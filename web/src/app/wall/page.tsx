import type { Metadata } from "next";
import { LiveProvider } from "@/live/live";
import { SignedIn } from "@/session/session";
import { Wall } from "@/wall/wall";

export const metadata: Metadata = { title: "Wall · Tocsin" };

/** Without the shell: nobody stands before it with a mouse. */
export default function WallPage() {
  return (
    <SignedIn>
      <LiveProvider>
        <Wall />
      </LiveProvider>
    </SignedIn>
  );
}
