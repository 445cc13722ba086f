import type { ReactNode } from "react";
import { StepUpProvider } from "@/credentials/step-up";
import { LiveProvider } from "@/live/live";
import { SignedIn } from "@/session/session";
import { Shell } from "@/shell/shell";

/** Pages for who is signed in. */
export default function InsideLayout({ children }: { children: ReactNode }) {
  return (
    <SignedIn>
      <LiveProvider>
        <StepUpProvider>
          <Shell>{children}</Shell>
        </StepUpProvider>
      </LiveProvider>
    </SignedIn>
  );
}
