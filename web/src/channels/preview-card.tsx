"use client";

import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { refusalOf } from "@/api/problem";
import type { PreviewAnswer, Purpose } from "@/api/schema";
import { Card } from "@/ui/card";
import { classes } from "@/ui/classes";
import { SelectField } from "@/ui/fields";
import { RefusalNote } from "@/ui/refusal";
import { latestIncidentsQuery, previewQuery } from "./queries";
import { useSettled } from "./use-settled";

const PURPOSES: readonly Purpose[] = [
  "problem",
  "reminder",
  "worse",
  "more",
  "acknowledged",
  "recovery",
  "refresh",
  "notice",
  "test",
  "canary",
];

export interface PreviewTemplates {
  title_template: string | null;
  body_template: string | null;
}

const SETTLED_MS = 400;

/** What a preview is about, and how it reads once typing pauses. */
export function usePreview(kind: string, templates: PreviewTemplates) {
  const [purpose, setPurpose] = useState<Purpose>("problem");
  const [incident, setIncident] = useState("");
  const { title_template, body_template } = useSettled(templates, SETTLED_MS);
  const query = useQuery(
    previewQuery({
      kind,
      title_template,
      body_template,
      purpose,
      incident_id: incident === "" ? null : Number(incident),
      monitors: 1,
    }),
  );
  /** What is wrong now must not take away what was right a moment ago. */
  const lastGood = useRef<PreviewAnswer | undefined>(undefined);
  if (query.data) lastGood.current = query.data;
  return { purpose, setPurpose, incident, setIncident, query, message: query.data ?? lastGood.current };
}

/** A message as it would read: of an example, or of an incident of one's own. */
export function PreviewCard({ preview }: { preview: ReturnType<typeof usePreview> }) {
  const t = useTranslations("channels.preview");
  const { purpose, setPurpose, incident, setIncident, query, message } = preview;
  const { data: incidents = [] } = useQuery(latestIncidentsQuery);
  return (
    <Card title={t("title")}>
      <div className="grid gap-4">
        <div className="grid gap-3 sm:grid-cols-2">
          <SelectField
            label={t("about")}
            value={incident}
            onChange={setIncident}
            choices={[
              { value: "", label: t("example") },
              ...incidents.map((one) => ({
                value: String(one.id),
                label: `${one.monitor_name ?? "–"} · #${one.id}`,
              })),
            ]}
          />
          <SelectField
            label={t("purpose")}
            value={purpose}
            onChange={(value) => setPurpose(value as Purpose)}
            choices={PURPOSES.map((value) => ({ value, label: t(`purposes.${value}`) }))}
          />
        </div>
        {query.isError &&
          (isAboutTemplates(query.error) ? (
            <p className="text-ink-soft text-sm">{t("wrongTemplate")}</p>
          ) : (
            <RefusalNote error={query.error} />
          ))}
        {message && <Message message={message} isOld={query.isPlaceholderData || query.isError} />}
      </div>
    </Card>
  );
}

const isAboutTemplates = (error: unknown): boolean => Object.keys(refusalOf(error).fields).length > 0;

function Message({ message, isOld }: { message: PreviewAnswer; isOld: boolean }) {
  const t = useTranslations("channels.preview");
  const isHtml = message.format === "html";
  return (
    <article
      aria-label={t("message")}
      className={classes("grid gap-2 rounded-lg border px-4 py-3", isOld && "opacity-50")}
    >
      <h3 className="break-words font-semibold">{message.title}</h3>
      <p className="whitespace-pre-wrap break-words text-sm">{isHtml ? message.text : message.body}</p>
      {isHtml && (
        <details className="border-t pt-2">
          <summary className="min-h-6 text-ink-soft text-sm hover:text-ink">{t("html")}</summary>
          <pre className="mt-2 max-h-72 overflow-y-auto whitespace-pre-wrap break-words rounded-lg bg-sunken px-3 py-2 font-mono text-[0.8125rem]">
            {message.body}
          </pre>
        </details>
      )}
    </article>
  );
}
