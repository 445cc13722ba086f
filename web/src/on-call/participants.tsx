"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { type Errors, errorWithin } from "@/forms/json";
import { PickMany } from "@/forms/pick-many";
import { everyChannelQuery, membersQuery } from "@/policies/recipients";
import { useSession } from "@/session/session";
import { IconButton } from "@/ui/button";
import { SelectField } from "@/ui/fields";
import type { Participant } from "./draft";

interface ParticipantsProps {
  value: readonly Participant[];
  onChange: (value: readonly Participant[]) => void;
  errors: Errors;
}

/** People in the order in which they take turns. */
export function Participants({ value, onChange, errors }: ParticipantsProps) {
  const t = useTranslations("onCall.form.participants");
  const common = useTranslations("common.actions");
  const { data: members = [] } = useQuery(membersQuery);
  const nameOf = (id: number) => {
    const member = members.find((one) => one.user_id === id);
    return member ? member.name || member.email : `#${id}`;
  };
  const move = (from: number, to: number) => {
    const moved = value[from];
    if (moved) onChange(value.toSpliced(from, 1).toSpliced(to, 0, moved));
  };
  const others = members.filter((one) => !value.some(({ user }) => user === one.user_id));
  const error = errors["/participants"];
  return (
    <fieldset className="grid min-w-0 gap-3">
      <legend className="mb-1.5 font-medium text-sm">{t("label")}</legend>
      <ol className="grid gap-2">
        {value.map((one, index) => (
          <li key={one.user} className="grid gap-2 rounded-lg border p-3">
            <div className="flex items-center justify-between gap-2">
              <span className="flex min-w-0 items-center gap-2 font-medium">
                <span aria-hidden className="figures w-5 text-ink-soft">
                  {index + 1}.
                </span>
                <span className="truncate">{nameOf(one.user)}</span>
              </span>
              <span className="flex">
                <IconButton
                  icon={ArrowUp}
                  label={`${common("moveUp")}: ${nameOf(one.user)}`}
                  disabled={index === 0}
                  onClick={() => move(index, index - 1)}
                />
                <IconButton
                  icon={ArrowDown}
                  label={`${common("moveDown")}: ${nameOf(one.user)}`}
                  disabled={index === value.length - 1}
                  onClick={() => move(index, index + 1)}
                />
                <IconButton
                  icon={Trash2}
                  label={`${common("remove")}: ${nameOf(one.user)}`}
                  onClick={() => onChange(value.toSpliced(index, 1))}
                />
              </span>
            </div>
            <ChannelsPick
              value={one.channels}
              onChange={(channels) => onChange(value.with(index, { ...one, channels }))}
              error={errorWithin(errors, `/participants/${index}`)}
            />
          </li>
        ))}
      </ol>
      <SelectField
        label={t("add")}
        error={error}
        value=""
        choices={[
          { value: "", label: others.length > 0 ? t("choose") : t("all") },
          ...others.map((one) => ({ value: String(one.user_id), label: one.name || one.email })),
        ]}
        onChange={(user) => user && onChange([...value, { user: Number(user), channels: [] }])}
      />
    </fieldset>
  );
}

interface ChannelsProps {
  value: readonly number[];
  onChange: (value: number[]) => void;
  error: string | undefined;
}

function ChannelsPick({ value, onChange, error }: ChannelsProps) {
  const t = useTranslations("onCall.form.participants");
  const { can } = useSession();
  const [typed, setTyped] = useState("");
  const { data: channels = [] } = useQuery({ ...everyChannelQuery, enabled: can("channels:read") });
  const wanted = typed.trim().toLowerCase();
  return (
    <PickMany
      label={t("by")}
      error={error}
      value={value.map((id) => ({
        value: String(id),
        label: channels.find((one) => one.id === id)?.name ?? `#${id}`,
      }))}
      onChange={(chosen) => onChange(chosen.map((one) => Number(one.value)))}
      choices={channels
        .filter(({ name }) => name.toLowerCase().includes(wanted))
        .map(({ id, name }) => ({ value: String(id), label: name }))}
      typed={typed}
      onType={setTyped}
      placeholder={t("byMail")}
    />
  );
}
