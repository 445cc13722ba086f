"use client";

import { ChevronDown, Moon } from "lucide-react";
import { useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { Button, buttonClasses } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/fields";
import { Menu } from "@/ui/menu";
import { localText, morning } from "./moments";

const MINUTE_MS = 60_000;
const MOST_DAYS = 30;
const EARLY_HOUR = 8;

/** For how long nobody is to be told. Moments are those of whoever looks. */
export function SnoozeMenu({ onSnooze }: { onSnooze: (until: number) => void }) {
  const t = useTranslations("incidents.snooze");
  const [isCustom, setIsCustom] = useState(false);
  const after = (minutes: number) => () => onSnooze(Date.now() + minutes * MINUTE_MS);
  const isEarly = new Date().getHours() < EARLY_HOUR;
  return (
    <>
      <Menu
        trigger={
          <button
            type="button"
            className={buttonClasses("secondary", "max-lg:grow max-sm:px-2.5 max-sm:[&>svg]:hidden")}
          >
            <Moon aria-hidden className="size-4 shrink-0" />
            {t("action")}
            <ChevronDown aria-hidden className="size-4 shrink-0 text-ink-faint" />
          </button>
        }
        items={[
          { heading: t("lead") },
          { label: t("minutes", { count: 15 }), onSelect: after(15) },
          { label: t("hours", { count: 1 }), onSelect: after(60) },
          { label: t("hours", { count: 4 }), onSelect: after(240) },
          ...(isEarly
            ? [{ label: t("morning"), onSelect: () => onSnooze(morning(new Date(), 0).getTime()) }]
            : []),
          { label: t("tomorrow"), onSelect: () => onSnooze(morning(new Date(), 1).getTime()) },
          "line",
          { label: t("custom"), onSelect: () => setIsCustom(true) },
        ]}
      />
      {isCustom && <CustomDialog onClose={() => setIsCustom(false)} onSnooze={onSnooze} />}
    </>
  );
}

function CustomDialog({ onClose, onSnooze }: { onClose: () => void; onSnooze: (until: number) => void }) {
  const t = useTranslations("incidents.snooze");
  const common = useTranslations("common.actions");
  const format = useFormatter();
  const [text, setText] = useState(() => localText(morning(new Date(), 1)));
  const until = new Date(text).getTime();
  const latest = Date.now() + MOST_DAYS * 24 * 60 * MINUTE_MS;
  const isRight = until > Date.now() && until <= latest;
  return (
    <Dialog isOpen onClose={onClose} title={t("customTitle")} lead={t("customLead")}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isRight) return;
          onSnooze(until);
          onClose();
        }}
      >
        <TextField
          type="datetime-local"
          label={t("until")}
          value={text}
          onChange={setText}
          min={localText(new Date())}
          max={localText(new Date(latest))}
          error={isRight ? null : t("outside", { count: MOST_DAYS })}
          hint={isRight && format.relativeTime(until, Date.now())}
        />
        <div className="flex flex-wrap justify-end gap-2">
          <Button look="secondary" onClick={onClose}>
            {common("cancel")}
          </Button>
          <Button type="submit" disabled={!isRight}>
            {t("action")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
