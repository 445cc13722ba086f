"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import type { MonitorAnswer, StatePost } from "@/api/schema";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { TextField } from "@/ui/fields";
import { RefusalNote } from "@/ui/refusal";
import { StateIcon } from "@/ui/state-mark";
import { usePostState } from "./actions";

const STATES: StatePost["state"][] = ["up", "degraded", "down", "unknown"];

export function PostStateCard({ monitor }: { monitor: MonitorAnswer }) {
  const t = useTranslations("monitor.actions");
  return (
    <Card title={t("postStateTitle")}>
      <p className="mb-4 text-ink-soft text-sm">{t("postStateLead")}</p>
      <PostStateForm monitor={monitor} />
    </Card>
  );
}

/** Somebody says how it is. */
export function PostStateForm({ monitor, onDone }: { monitor: MonitorAnswer; onDone?: () => void }) {
  const t = useTranslations("monitor.post");
  const states = useTranslations("common.states");
  const [state, setState] = useState<StatePost["state"]>(monitor.state === "up" ? "down" : "up");
  const [message, setMessage] = useState("");
  const { mutate, isPending, error } = usePostState(monitor);
  const done = () => {
    setMessage("");
    onDone?.();
  };
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        mutate({ state, message: message.trim() }, { onSuccess: done });
      }}
    >
      <fieldset>
        <legend className="mb-1.5 font-medium text-sm">{t("state")}</legend>
        <div className="grid grid-cols-2 gap-2 sm:grid-cols-4">
          {STATES.map((one) => (
            <label
              key={one}
              className="flex min-h-11 items-center gap-2 rounded-lg border px-3 py-2 font-medium text-sm has-checked:border-accent has-checked:bg-accent-soft"
            >
              <input
                type="radio"
                name="posted-state"
                checked={state === one}
                onChange={() => setState(one)}
                className="size-4.5 accent-accent"
              />
              <StateIcon state={one} />
              {states(one)}
            </label>
          ))}
        </div>
      </fieldset>
      <TextField
        label={t("message")}
        hint={t("messageHint")}
        value={message}
        onChange={setMessage}
        maxLength={1000}
      />
      <RefusalNote error={error} />
      <Button type="submit" isBusy={isPending} className="justify-self-start">
        {t("action")}
      </Button>
    </form>
  );
}
