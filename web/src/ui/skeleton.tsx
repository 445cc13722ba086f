import { useTranslations } from "use-intl";
import { classes } from "./classes";

/** The place of what has never been read: never in place of what has. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={classes("block animate-pulse rounded-md bg-sunken", className)} />;
}

export function SkeletonRows({ count = 6 }: { count?: number }) {
  const t = useTranslations("common");
  return (
    <div role="status" className="grid gap-3 p-4">
      <span className="sr-only">{t("loading")}</span>
      {Array.from({ length: count }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <Skeleton key={row} className="h-9" />
      ))}
    </div>
  );
}
