"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import type { Errors } from "@/forms/json";
import { Card } from "@/ui/card";
import { CheckField, SelectField, TextField } from "@/ui/fields";
import type { Change, ChannelForm } from "./draft";
import { channelsQuery } from "./queries";

interface ReliabilityProps {
  form: ChannelForm;
  change: Change;
  errors: Errors;
  /** The channel itself: it cannot stand in for itself. */
  id: number | undefined;
}

/** What happens when it does not deliver, and how that is noticed before it matters. */
export function ReliabilityCard({ form, change, errors, id }: ReliabilityProps) {
  const t = useTranslations("channels.reliability");
  const { data } = useInfiniteQuery(channelsQuery);
  const others = (data?.pages ?? []).flatMap((page) => page.items).filter((channel) => channel.id !== id);
  const isKnown = form.fallback === "" || others.some((channel) => String(channel.id) === form.fallback);
  return (
    <Card title={t("title")}>
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          label={t("fallback.label")}
          hint={t("fallback.hint")}
          error={errors["/fallback"]}
          value={form.fallback}
          onChange={(fallback) => change({ fallback })}
          choices={[
            { value: "", label: t("fallback.none") },
            ...(isKnown ? [] : [{ value: form.fallback, label: `#${form.fallback}` }]),
            ...others.map((channel) => ({ value: String(channel.id), label: channel.name })),
          ]}
        />
        <TextField
          label={t("canary.label")}
          hint={t("canary.hint")}
          error={errors["/canary_every"]}
          value={form.canary_every}
          onChange={(canary_every) => change({ canary_every })}
          placeholder={t("canary.never")}
          autoComplete="off"
        />
        <CheckField
          className="sm:col-span-2"
          label={t("enabled.label")}
          hint={t("enabled.hint")}
          isChecked={form.enabled}
          onChange={(enabled) => change({ enabled })}
        />
      </div>
    </Card>
  );
}
