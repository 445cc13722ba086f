import type { ReactNode } from "react";
import { LiveProvider } from "@/live/live";
import { SignedIn } from "@/session/session";
import { Shell } from "@/shell/shell";

/** Pages for who is signed in. */
export default function InsideLayout({ children }: { children: ReactNode }) {
  return (
    <SignedIn>
      <LiveProvider>
        <Shell>{children}</Shell>
      </LiveProvider>
    </SignedIn>
  );
}
