import type { ReactNode } from "react";

/** Things that one has, each with what can be done to it. */
export function Rows({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul aria-label={label} className="-mx-4 -my-2 divide-y sm:-mx-5">
      {children}
    </ul>
  );
}

interface RowProps {
  title: ReactNode;
  mark?: ReactNode;
  hint?: ReactNode;
  actions?: ReactNode;
}

export function Row({ title, mark, hint, actions }: RowProps) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3 sm:px-5">
      <div className="grid min-w-0 grow basis-56 gap-0.5">
        <p className="flex min-w-0 flex-wrap items-center gap-x-2.5 gap-y-1 font-medium">
          <span className="min-w-0 break-words">{title}</span>
          {mark}
        </p>
        {hint && <div className="text-ink-soft text-sm">{hint}</div>}
      </div>
      {actions && <div className="flex flex-wrap gap-1.5">{actions}</div>}
    </li>
  );
}

/** A word beside a title. */
export function Mark({ children, isGood }: { children: ReactNode; isGood?: boolean }) {
  return (
    <span
      className={`rounded-full px-2 py-0.5 font-medium text-xs ${isGood ? "bg-up-soft text-up" : "bg-sunken text-ink-soft"}`}
    >
      {children}
    </span>
  );
}
