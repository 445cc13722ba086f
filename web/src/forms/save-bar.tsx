import type { ReactNode } from "react";

/** For the form: what is focused must not lie behind the page's head, or behind this. */
export const CLEAR_OF_BARS = "[&_*]:scroll-mt-20 [&_*]:scroll-mb-40 lg:[&_*]:scroll-mb-24";

/** The end of a long form, in reach from everywhere in it. Its parent has to be a block. */
export function SaveBar({ children }: { children: ReactNode }) {
  return (
    <div className="sticky bottom-[calc(3.5rem+env(safe-area-inset-bottom))] z-20 mt-5 grid gap-3 border-t bg-canvas py-3 lg:bottom-0">
      {children}
    </div>
  );
}
