"use client";

import { BellOff, Pause, Play, Tag, Tags, Trash2, X } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import type { BulkRequest } from "@/api/schema";
import { MOST_NAMED } from "@/matching/match";
import { useSession } from "@/session/session";
import { Button, IconButton } from "@/ui/button";
import { ConfirmDialog, Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/fields";
import { RefusalNote } from "@/ui/refusal";
import { STATES } from "../states";
import { useBulk, type Verb } from "./actions";
import type { Conditions } from "./filters";
import type { Selection } from "./selection";

const SilenceNowDialog = dynamic(async () => (await import("@/silences/silence-now")).SilenceNowDialog, {
  ssr: false,
});

/** From so many on, how many go has to be typed. */
const TYPED_FROM = 10;

interface BulkBarProps {
  selection: Selection;
  conditions: Conditions;
  /** How many the whole list has. */
  total: number;
  /** How many of it have been read. */
  read: number;
}

/** What to do with the monitors that are selected. */
export function BulkBar({ selection, conditions, total, read }: BulkBarProps) {
  const t = useTranslations("monitors.bulk");
  const common = useTranslations("common.actions");
  const format = useFormatter();
  const { can } = useSession();
  const bulk = useBulk();
  const [asked, setAsked] = useState<"tag" | "untag" | "delete" | "silence" | null>(null);
  const count = selection.isAll ? total : selection.ids.size;
  if (count === 0) return null;
  const isTooMany = selection.isAll || count > MOST_NAMED;

  const start = (action: Verb, tag?: string) =>
    bulk.mutate(
      { action, ...aboutWhat(selection, conditions), ...(tag && { tag }), dry_run: false },
      {
        onSuccess: () => {
          setAsked(null);
          if (action === "delete") selection.clear();
        },
      },
    );
  const close = () => {
    bulk.reset();
    setAsked(null);
  };

  return (
    <>
      <section
        aria-label={t("label")}
        // At the left: what was done is told at the right.
        className="fixed inset-x-3 bottom-18 z-30 flex animate-appear flex-wrap items-center gap-x-6 gap-y-1.5 rounded-2xl border bg-raised px-3 py-2 shadow-raised lg:right-auto lg:bottom-5 lg:left-[16.5rem]"
      >
        <p role="status" className="mr-auto pl-1 text-sm">
          <strong className="figures">{t("selected", { count })}</strong>
          {!selection.isAll && selection.ids.size >= read && total > read && (
            <button type="button" className="link ml-2" onClick={selection.selectAll}>
              {t("selectAll", { count: format.number(total) })}
            </button>
          )}
        </p>
        <div className="flex items-center gap-1">
          <BulkButton
            icon={Pause}
            label={t("pause")}
            onPress={() => start("pause")}
            isBusy={bulk.isPending}
          />
          <BulkButton
            icon={Play}
            label={t("resume")}
            onPress={() => start("resume")}
            isBusy={bulk.isPending}
          />
          {can("silences:write") && (
            <BulkButton
              icon={BellOff}
              // A silence names monitors; what a list finds it would have to match by other words.
              label={isTooMany ? t("silenceFew", { count: MOST_NAMED }) : t("silence")}
              isBusy={isTooMany}
              onPress={() => setAsked("silence")}
            />
          )}
          <BulkButton icon={Tag} label={t("tag")} onPress={() => setAsked("tag")} />
          <BulkButton icon={Tags} label={t("untag")} onPress={() => setAsked("untag")} />
          <BulkButton icon={Trash2} label={t("delete")} onPress={() => setAsked("delete")} isDanger />
          <IconButton icon={X} label={common("clear")} onClick={selection.clear} />
        </div>
      </section>
      {(asked === "tag" || asked === "untag") && (
        <TagDialog
          title={asked === "tag" ? t("tagTitle", { count }) : t("untagTitle", { count })}
          action={t(asked)}
          bulk={bulk}
          onClose={close}
          onTag={(tag) => start(asked, tag)}
        />
      )}
      {asked === "silence" && (
        <SilenceNowDialog
          title={t("silenceTitle", { count })}
          monitors={[...selection.ids]}
          onClose={() => setAsked(null)}
        />
      )}
      {asked === "delete" && (
        <ConfirmDialog
          isOpen
          onClose={close}
          title={t("deleteTitle", { count })}
          lead={t("deleteLead", { count })}
          action={t("deleteAction", { count })}
          {...(count >= TYPED_FROM && { name: String(count) })}
          isBusy={bulk.isPending}
          error={bulk.error}
          onConfirm={() => start("delete")}
        />
      )}
    </>
  );
}

/** A filter must have a condition; every monitor is in one of the four states. */
function aboutWhat({ isAll, ids }: Selection, conditions: Conditions): Pick<BulkRequest, "ids" | "filter"> {
  if (!isAll) return { ids: [...ids] };
  const { state = [...STATES], kind = [], tag = [], ...others } = conditions;
  return { filter: { state, kind, tag, ...others } };
}

function BulkButton({
  icon: Icon,
  label,
  onPress,
  isBusy,
  isDanger,
}: {
  icon: typeof Pause;
  label: string;
  onPress: () => void;
  isBusy?: boolean;
  isDanger?: boolean;
}) {
  return (
    <Button
      look={isDanger ? "danger" : "secondary"}
      icon={Icon}
      aria-label={label}
      title={label}
      disabled={isBusy ?? false}
      onClick={onPress}
      className="px-2.5 pointer-coarse:min-w-11"
    >
      <span className="max-2xl:sr-only">{label}</span>
    </Button>
  );
}

function TagDialog({
  title,
  action,
  bulk,
  onClose,
  onTag,
}: {
  title: string;
  action: string;
  bulk: ReturnType<typeof useBulk>;
  onClose: () => void;
  onTag: (tag: string) => void;
}) {
  const t = useTranslations("monitors.bulk");
  const [tag, setTag] = useState("");
  return (
    <Dialog isOpen onClose={onClose} title={title}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          onTag(tag.trim());
        }}
      >
        <TextField
          label={t("tagField")}
          hint={t("tagHint")}
          value={tag}
          onChange={setTag}
          isRequired
          maxLength={100}
          spellCheck={false}
          autoCapitalize="none"
        />
        <RefusalNote error={bulk.error} />
        <div className="flex justify-end">
          <Button type="submit" isBusy={bulk.isPending} disabled={tag.trim() === ""}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
