import type { ReactNode } from "react";
import { classes } from "./classes";

interface CardProps {
  title?: ReactNode;
  /** Beside the title, at its right. */
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
  isFlush?: boolean;
}

/** A part of a page, with a heading of its own. Flush: what is inside brings its own edges. */
export function Card({ title, aside, children, className, isFlush }: CardProps) {
  return (
    <section className={classes("min-w-0 rounded-xl border bg-surface shadow-flat", className)}>
      {(title || aside) && (
        <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 pt-3.5 pb-1 sm:px-5">
          {title && <h2 className="font-semibold text-[1.0625rem]">{title}</h2>}
          {aside}
        </header>
      )}
      <div className={isFlush ? "pt-1" : "px-4 pt-2 pb-4 sm:px-5"}>{children}</div>
    </section>
  );
}
