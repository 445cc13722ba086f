import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

/** Where nothing is yet: what would be here, and the step that begins it. */
export function Empty({
  icon: Icon,
  title,
  children,
  action,
}: {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="grid justify-items-center gap-3 px-4 py-14 text-center">
      <span className="rounded-full bg-sunken p-3.5">
        <Icon aria-hidden className="size-7 text-ink-faint" />
      </span>
      <p className="font-semibold text-lg">{title}</p>
      {children && <div className="max-w-md text-ink-soft">{children}</div>}
      {action && <div className="mt-1 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
