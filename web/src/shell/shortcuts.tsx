"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { Dialog } from "@/ui/dialog";
import { useWayOut } from "@/ui/leaving";
import { useShortcuts } from "@/ui/use-shortcuts";

const SHOWN = [
  ["/", "search"],
  ["Ctrl K", "palette"],
  ["j", "down"],
  ["k", "up"],
  ["Enter", "open"],
  ["x", "select"],
  ["g d", "goDashboard"],
  ["g m", "goMonitors"],
  ["g i", "goIncidents"],
  ["n", "newMonitor"],
  ["?", "help"],
] as const;

/** Those that work on every page, and the list of all. */
export function Shortcuts() {
  const t = useTranslations("shell.shortcuts");
  const leadTo = useWayOut();
  const [isOpen, setIsOpen] = useState(false);
  useShortcuts({
    "?": () => setIsOpen(true),
    "g d": () => leadTo("/"),
    "g m": () => leadTo("/monitors"),
    "g i": () => leadTo("/incidents"),
    n: () => leadTo("/monitor/new"),
  });
  return (
    <Dialog isOpen={isOpen} onClose={() => setIsOpen(false)} title={t("title")}>
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-5 gap-y-2.5">
        {SHOWN.map(([keys, name]) => (
          <div key={keys} className="contents">
            <dt>
              {keys.split(" ").map((key) => (
                <kbd key={key} className="mr-1 rounded-md border bg-sunken px-1.5 py-0.5 font-mono text-xs">
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{t(name)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
