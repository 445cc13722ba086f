"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, IconButton } from "./button";

const SHOWN_MS = 2_000;

function useCopied(): [boolean, (text: string) => void] {
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setIsCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return [isCopied, (text) => void copy(text).then(() => setIsCopied(true))];
}

/** Browsers have no clipboard for pages on plain HTTP, and Tocsin in the office may be one. */
async function copy(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

export function CopyButton({ text, label }: { text: string; label?: string }) {
  const t = useTranslations("common.actions");
  const [isCopied, start] = useCopied();
  const icon = isCopied ? Check : Copy;
  const word = isCopied ? t("copied") : (label ?? t("copy"));
  if (!label) return <IconButton icon={icon} label={word} onClick={() => start(text)} />;
  return (
    <Button look="secondary" icon={icon} onClick={() => start(text)}>
      {word}
    </Button>
  );
}

/** Something to be copied as a whole: an address, a command, a file. */
export function Snippet({ text, label }: { text: string; label: string }) {
  return (
    <div className="relative rounded-lg border bg-sunken">
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must do so by keyboard
        tabIndex={0}
        aria-label={label}
        className="overflow-x-auto py-3 pr-14 pl-3.5"
      >
        <pre className="font-mono text-[0.8125rem]">{text}</pre>
      </section>
      <div className="absolute top-1 right-1">
        <CopyButton text={text} />
      </div>
    </div>
  );
}
