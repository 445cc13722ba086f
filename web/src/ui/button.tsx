import { LoaderCircle, type LucideIcon } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { classes } from "./classes";
import { Link } from "./link";

type Look = "primary" | "secondary" | "quiet" | "danger";

const LOOKS: Record<Look, string> = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong border-transparent",
  secondary: "bg-surface text-ink border-line hover:bg-sunken",
  quiet: "bg-transparent text-ink-soft border-transparent hover:bg-sunken hover:text-ink",
  danger: "bg-surface text-down border-line hover:bg-down-soft",
};

const SHAPE =
  "inline-flex min-h-9 items-center justify-center gap-2 rounded-lg border px-3.5 py-1.5 font-medium text-sm " +
  "whitespace-nowrap transition-colors no-underline disabled:cursor-not-allowed disabled:opacity-55 " +
  "pointer-coarse:min-h-11";

export function buttonClasses(look: Look = "primary", more?: string): string {
  return classes(SHAPE, LOOKS[look], more);
}

interface Looks {
  look?: Look;
  icon?: LucideIcon;
  children?: ReactNode;
}

type ButtonProps = Looks & { isBusy?: boolean } & Omit<ComponentProps<"button">, "children">;

/** Busy: it was pressed, waits, and can't be pressed again. */
export function Button({ look, icon: Icon, isBusy, disabled, className, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={buttonClasses(look, className)}
      disabled={disabled || isBusy}
      aria-busy={isBusy || undefined}
      {...rest}
    >
      {isBusy ? (
        <LoaderCircle aria-hidden className="size-4 animate-spin" />
      ) : (
        Icon && <Icon aria-hidden className="size-4 shrink-0" />
      )}
      {children}
    </button>
  );
}

type LinkButtonProps = Looks & Omit<ComponentProps<typeof Link>, "children">;

export function LinkButton({ look, icon: Icon, className, children, ...rest }: LinkButtonProps) {
  return (
    <Link className={buttonClasses(look, className)} {...rest}>
      {Icon && <Icon aria-hidden className="size-4 shrink-0" />}
      {children}
    </Link>
  );
}

type IconButtonProps = { label: string; icon: LucideIcon; look?: Look } & Omit<
  ComponentProps<"button">,
  "children"
>;

/** Only where the picture says it all; the label is what is read out, and shown on hover. */
export function IconButton({ label, icon: Icon, look = "quiet", className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={classes(
        "inline-flex size-9 shrink-0 items-center justify-center rounded-lg border transition-colors pointer-coarse:size-11",
        "disabled:cursor-not-allowed disabled:opacity-55",
        LOOKS[look],
        className,
      )}
      {...rest}
    >
      <Icon aria-hidden className="size-4.5" />
    </button>
  );
}
