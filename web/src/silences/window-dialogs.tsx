"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { useTimeZone, useTranslations } from "use-intl";
import { refusalOf } from "@/api/problem";
import { Dialog } from "@/ui/dialog";
import { RefusalNote } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { emptyForm, formOf } from "./draft";
import type { Opened } from "./opened";
import { type WindowKind, windowQuery } from "./queries";
import { WindowDetails } from "./window-details";
import { WindowFormDialog } from "./window-form";

/** What stands in the address, over the page: one that is looked at, or is being written. */
export function WindowDialogs({ kind, opened }: { kind: WindowKind; opened: Opened }) {
  const zone = useTimeZone() ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const { id, form, day } = opened.opened;
  if (form === "new") {
    const sound = day && /^\d{4}-\d\d-\d\d$/.test(day) ? day : null;
    return (
      <WindowFormDialog
        kind={kind}
        initial={emptyForm(Date.now(), zone, sound)}
        before={null}
        onClose={opened.close}
        onReload={opened.close}
        onSaved={(saved) => opened.look(saved.id)}
      />
    );
  }
  return id === null ? null : <OneDialog key={id} kind={kind} id={id} opened={opened} />;
}

function OneDialog({ kind, id, opened }: { kind: WindowKind; id: number; opened: Opened }) {
  const t = useTranslations("silences");
  const { data: found, error, refetch } = useQuery(windowQuery(kind, id));
  const [reloads, setReloads] = useState(0);
  useOtherKind(kind, id, error);
  if (!found) {
    return (
      <Dialog isOpen onClose={opened.close} title={t(`${kind}.one`)}>
        {error ? <RefusalNote error={error} /> : <SkeletonRows count={3} />}
      </Dialog>
    );
  }
  const { data: window, etag } = found;
  if (opened.opened.form === "edit") {
    return (
      <WindowFormDialog
        key={reloads}
        kind={kind}
        initial={formOf(window)}
        before={{ id, tag: etag }}
        onClose={() => opened.look(id)}
        onReload={() => void refetch().then(() => setReloads(reloads + 1))}
        onSaved={() => opened.look(id)}
      />
    );
  }
  return <WindowDetails kind={kind} window={window} opened={opened} />;
}

/** An incident says only that number 7 holds it back: it may be a maintenance window. */
function useOtherKind(kind: WindowKind, id: number, error: unknown): void {
  const router = useRouter();
  const isElsewhere = kind === "silence" && error !== null && refusalOf(error).status === 404;
  useEffect(() => {
    if (isElsewhere) router.replace(`/maintenance?id=${id}`);
  }, [isElsewhere, id, router]);
}
