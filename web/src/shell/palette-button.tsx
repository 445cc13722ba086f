"use client";

import { Search } from "lucide-react";
import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";

const Palette = dynamic(() => import("./palette").then((module) => module.Palette), { ssr: false });

/** Opens the palette, which is loaded when it is first asked for. */
export function PaletteButton() {
  const t = useTranslations("shell.palette");
  const [isOpen, setIsOpen] = useState(false);
  const [wasOpened, setWasOpened] = useState(false);

  const open = () => {
    setWasOpened(true);
    setIsOpen(true);
  };

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setWasOpened(true);
      setIsOpen(true);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);

  return (
    <>
      <button
        type="button"
        onClick={open}
        className="flex min-h-9 items-center gap-2 rounded-lg border bg-surface px-3 text-ink-soft text-sm hover:text-ink pointer-coarse:min-h-11"
      >
        <Search aria-hidden className="size-4" />
        <span className="max-sm:sr-only">{t("open")}</span>
        <kbd className="ml-4 rounded border bg-sunken px-1.5 font-mono text-xs max-md:hidden">Ctrl K</kbd>
      </button>
      {wasOpened && <Palette isOpen={isOpen} onClose={() => setIsOpen(false)} />}
    </>
  );
}
