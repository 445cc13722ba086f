"use client";

import { X } from "lucide-react";
import { useTranslations } from "use-intl";
import { Card } from "@/ui/card";
import { SelectField } from "@/ui/fields";
import { Page } from "@/ui/page";
import { Tabs } from "@/ui/tabs";
import { AttemptLog } from "./attempt-log";
import { type FilterChoice, OUTCOMES, STATUSES, useFilters, VIEWS } from "./filters";
import { MessageLog } from "./message-log";
import { useChannelNames } from "./queries";

/** The log of all that was said; it is read again by itself. */
export function DeliveriesPage() {
  const t = useTranslations("deliveries");
  const choice = useFilters();
  const { filters, change } = choice;
  return (
    <Page title={t("title")} lead={t("lead")}>
      <Tabs
        label={t("views.label")}
        value={filters.view}
        onChange={(value) => void change({ view: VIEWS.find((view) => view === value) ?? null })}
        tabs={[
          {
            value: "messages",
            label: t("views.messages"),
            panel: (
              <>
                <MessageFilters choice={choice} />
                <Card isFlush>
                  <MessageLog choice={choice} />
                </Card>
              </>
            ),
          },
          {
            value: "attempts",
            label: t("views.attempts"),
            panel: (
              <>
                <AttemptFilters choice={choice} />
                <Card isFlush>
                  <AttemptLog choice={choice} />
                </Card>
              </>
            ),
          },
        ]}
      />
    </Page>
  );
}

function MessageFilters({ choice: { filters, change } }: { choice: FilterChoice }) {
  const t = useTranslations("deliveries");
  return (
    <div className="flex flex-wrap items-end gap-3">
      <SelectField
        label={t("filters.status")}
        className="w-44 max-sm:w-36 max-sm:grow"
        value={filters.status ?? ""}
        choices={[
          { value: "", label: t("filters.anyStatus") },
          ...STATUSES.map((status) => ({ value: status, label: t(`statuses.${status}`) })),
        ]}
        onChange={(value) => void change({ status: STATUSES.find((status) => status === value) ?? null })}
      />
      <ChannelFilter value={filters.channel} onChange={(channel) => void change({ channel })} />
      {filters.incident !== null && (
        <button
          type="button"
          onClick={() => void change({ incident: null })}
          aria-label={t("filters.dropIncident")}
          className="inline-flex min-h-9 items-center gap-1 rounded-md bg-accent-soft px-2.5 text-accent-strong text-sm pointer-coarse:min-h-11"
        >
          {t("filters.incident", { id: filters.incident })}
          <X aria-hidden className="size-3.5" />
        </button>
      )}
    </div>
  );
}

function AttemptFilters({ choice: { filters, change } }: { choice: FilterChoice }) {
  const t = useTranslations("deliveries");
  return (
    <div className="flex flex-wrap items-end gap-3">
      <SelectField
        label={t("filters.status")}
        className="w-44 max-sm:w-36 max-sm:grow"
        value={filters.outcome ?? ""}
        choices={[
          { value: "", label: t("filters.anyStatus") },
          ...OUTCOMES.map((outcome) => ({ value: outcome, label: t(`outcomes.${outcome}`) })),
        ]}
        onChange={(value) => void change({ outcome: OUTCOMES.find((outcome) => outcome === value) ?? null })}
      />
      <ChannelFilter value={filters.channel} onChange={(channel) => void change({ channel })} />
    </div>
  );
}

function ChannelFilter({
  value,
  onChange,
}: {
  value: number | null;
  onChange: (channel: number | null) => void;
}) {
  const t = useTranslations("deliveries.filters");
  const channels = useChannelNames();
  return (
    <SelectField
      label={t("channel")}
      className="w-56 max-sm:w-36 max-sm:grow"
      value={value === null ? "" : String(value)}
      choices={[
        { value: "", label: t("anyChannel") },
        ...[...channels].map(([id, name]) => ({ value: String(id), label: name })),
      ]}
      onChange={(chosen) => onChange(chosen ? Number(chosen) : null)}
    />
  );
}
