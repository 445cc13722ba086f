"use client";

import { Repeat } from "lucide-react";
import type { SilenceAnswer } from "@/api/schema";
import type { Opened } from "./opened";
import type { WindowKind } from "./queries";
import { WindowStatusMark } from "./status-mark";
import { AboutWords, RepeatWords, WhenWords } from "./words";

interface RowsProps {
  kind: WindowKind;
  windows: readonly SilenceAnswer[];
  opened: Opened;
  label: string;
}

export function WindowRows({ kind, windows, opened, label }: RowsProps) {
  return (
    <ul aria-label={label} className="divide-y divide-line">
      {windows.map((window) => (
        <li
          key={window.id}
          className="relative grid items-center gap-x-5 gap-y-1.5 px-4 py-3.5 transition-colors hover:bg-sunken sm:px-5 lg:grid-cols-[8rem_minmax(0,1fr)_18rem]"
        >
          <WindowStatusMark kind={kind} status={window.status} />
          <div className="min-w-0">
            <button
              type="button"
              onClick={() => opened.look(window.id)}
              className="max-w-full truncate text-left font-semibold text-[1.0625rem] after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-focus focus-visible:after:-outline-offset-2"
            >
              {window.comment}
            </button>
            <p className="break-words text-ink-soft text-sm">
              <AboutWords window={window} />
            </p>
          </div>
          <div className="grid gap-0.5 text-sm">
            <p className="font-medium">
              <WhenWords window={window} />
            </p>
            {window.rrule && (
              <p className="flex items-center gap-1.5 text-ink-soft">
                <Repeat aria-hidden className="size-3.5 shrink-0" />
                <RepeatWords rule={window.rrule} />
              </p>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
