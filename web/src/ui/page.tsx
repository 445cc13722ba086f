"use client";

import { type ReactNode, useEffect } from "react";
import { useTranslations } from "use-intl";
import { Link } from "./link";

interface PageProps {
  title: string;
  /** Where this page hangs, such as the list that a detail is of. */
  parent?: { href: string; label: string };
  /** Beside the title. */
  mark?: ReactNode;
  /** Below the title, in a softer tone. */
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A page's heading and what it holds; also the title of the tab. */
export function Page({ title, parent, mark, lead, actions, children }: PageProps) {
  const t = useTranslations("shell");
  useTabTitle(`${title} · ${t("title")}`);
  return (
    <div className="mx-auto grid w-full max-w-[84rem] gap-5 px-4 py-5 sm:px-6 sm:py-7">
      <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="grid min-w-0 gap-1">
          {parent && (
            <Link href={parent.href} className="text-ink-soft text-sm hover:text-ink">
              <span aria-hidden>← </span>
              {parent.label}
            </Link>
          )}
          <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1.5">
            <h1 className="min-w-0 break-words font-semibold text-[1.625rem] leading-tight tracking-tight">
              {title}
            </h1>
            {mark}
          </div>
          {lead && <div className="max-w-prose text-ink-soft">{lead}</div>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

export function useTabTitle(title: string): void {
  useEffect(() => {
    document.title = title;
  }, [title]);
}
