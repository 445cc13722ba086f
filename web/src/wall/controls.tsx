"use client";

import { ArrowLeft, Maximize } from "lucide-react";
import { useTranslations } from "use-intl";
import { IconButton } from "@/ui/button";
import { Link } from "@/ui/link";

/** The way back, and out of the browser's frame; there for who comes near. */
export function Controls() {
  const t = useTranslations("wall");
  return (
    <div className="flex items-center gap-1">
      <Link
        href="/"
        aria-label={t("back")}
        title={t("back")}
        className="inline-flex size-9 items-center justify-center rounded-lg text-ink-soft hover:bg-surface pointer-coarse:size-11"
      >
        <ArrowLeft aria-hidden className="size-4.5" />
      </Link>
      <IconButton
        icon={Maximize}
        label={t("fullScreen")}
        onClick={() => void document.documentElement.requestFullscreen?.().catch(() => undefined)}
      />
    </div>
  );
}
