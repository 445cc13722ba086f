"use client";

import { useQuery } from "@tanstack/react-query";
import { Trash2, UserRoundCheck } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { refusalOf } from "@/api/problem";
import { membersQuery } from "@/policies/recipients";
import { useSession } from "@/session/session";
import { Button, IconButton } from "@/ui/button";
import { Card } from "@/ui/card";
import { Dialog } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/fields";
import { RefusalNote } from "@/ui/refusal";
import { Time } from "@/ui/time";
import { useToast } from "@/ui/toast";
import { overridesQuery, useCover, useUncover } from "./queries";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Who covers for others, and for how long. */
export function OverridesCard({ rotation }: { rotation: number }) {
  const t = useTranslations("onCall.overrides");
  const { can } = useSession();
  const toast = useToast();
  const [isOpen, setIsOpen] = useState(false);
  const { data: overrides = [] } = useQuery(overridesQuery(rotation));
  const removal = useUncover(rotation, () => toast.done(t("removed")));
  const canWrite = can("policies:write");
  return (
    <Card
      title={t("title")}
      aside={
        canWrite && (
          <Button look="secondary" icon={UserRoundCheck} onClick={() => setIsOpen(true)}>
            {t("add")}
          </Button>
        )
      }
    >
      {overrides.length === 0 && <p className="text-ink-soft text-sm">{t("none")}</p>}
      <ul className="grid gap-2">
        {overrides.map(({ id, user, start, end }) => (
          <li key={id} className="flex items-center justify-between gap-3">
            <span className="grid min-w-0">
              <span className="truncate font-medium">{user.name || user.email}</span>
              <span className="text-ink-soft text-sm">
                <Time at={start} look="short" /> – <Time at={end} look="short" />
              </span>
            </span>
            {canWrite && (
              <IconButton
                icon={Trash2}
                label={t("remove", { name: user.name || user.email || "" })}
                disabled={removal.isPending}
                onClick={() => removal.mutate(id, { onError: toast.failed })}
              />
            )}
          </li>
        ))}
      </ul>
      {isOpen && <CoverDialog rotation={rotation} onClose={() => setIsOpen(false)} />}
    </Card>
  );
}

function CoverDialog({ rotation, onClose }: { rotation: number; onClose: () => void }) {
  const t = useTranslations("onCall.overrides");
  const common = useTranslations("common.actions");
  const { session } = useSession();
  const toast = useToast();
  const { data: members = [] } = useQuery(membersQuery);
  const [user, setUser] = useState(String(session.user.id));
  const [start, setStart] = useState(() => localText(Math.ceil(Date.now() / HOUR_MS) * HOUR_MS));
  const [end, setEnd] = useState(() => localText(Math.ceil(Date.now() / HOUR_MS) * HOUR_MS + DAY_MS));
  const cover = useCover(rotation, () => {
    toast.done(t("added"));
    onClose();
  });
  const fields = cover.error ? refusalOf(cover.error).fields : {};
  return (
    <Dialog isOpen onClose={onClose} title={t("add")} lead={t("lead")}>
      <form
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          cover.mutate({ user: Number(user), start: momentText(start), end: momentText(end) });
        }}
      >
        <SelectField
          label={t("who")}
          error={fields["/user"]}
          value={user}
          choices={members.map((one) => ({ value: String(one.user_id), label: one.name || one.email }))}
          onChange={setUser}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            label={t("from")}
            type="datetime-local"
            error={fields["/start"]}
            value={start}
            onChange={setStart}
          />
          <TextField
            label={t("to")}
            type="datetime-local"
            error={fields["/end"]}
            value={end}
            onChange={setEnd}
          />
        </div>
        <RefusalNote error={cover.error} />
        <div className="flex flex-wrap justify-end gap-2">
          <Button look="secondary" onClick={onClose}>
            {common("cancel")}
          </Button>
          <Button type="submit" isBusy={cover.isPending}>
            {t("save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** As `datetime-local` holds it: where the viewer is. */
function localText(ms: number): string {
  const shifted = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

/** RFC 3339. What is no time is sent as it is: the server says what would be right. */
function momentText(local: string): string {
  const date = new Date(local);
  return Number.isNaN(date.getTime()) ? local : date.toISOString();
}
