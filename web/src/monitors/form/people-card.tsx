"use client";

import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { type Errors, errorWithin } from "@/forms/json";
import { PickMany } from "@/forms/pick-many";
import { Card } from "@/ui/card";
import { CheckField, TextArea, TextField } from "@/ui/fields";
import { tagsQuery } from "../list/queries";
import { monitorQuery } from "../queries";
import type { Change, MonitorForm } from "./draft";
import { monitorSearch } from "./queries";

interface PeopleProps {
  form: MonitorForm;
  change: Change;
  errors: Errors;
  /** The monitor itself: it is no parent of its own. */
  id?: number | undefined;
}

/** What it belongs to, and what people should know about it. */
export function PeopleCard({ form, change, errors, id }: PeopleProps) {
  const t = useTranslations("monitorForm.people");
  return (
    <Card title={t("title")}>
      <div className="grid gap-4">
        <TagsField form={form} change={change} errors={errors} />
        <ParentsField form={form} change={change} errors={errors} id={id} />
        <TextArea
          label={t("description.label")}
          hint={t("description.hint")}
          error={errors["/description"]}
          value={form.description}
          onChange={(description) => change({ description })}
          rows={3}
          maxLength={4000}
        />
        <TextField
          label={t("runbook.label")}
          hint={t("runbook.hint")}
          error={errors["/runbook_url"]}
          type="url"
          inputMode="url"
          placeholder="https://wiki.example.com/shop"
          value={form.runbook_url}
          onChange={(runbook_url) => change({ runbook_url })}
        />
        <CheckField
          label={t("public.label")}
          hint={t("public.hint")}
          isChecked={form.public}
          onChange={(isPublic) => change({ public: isPublic })}
        />
        <CheckField
          label={t("enabled.label")}
          hint={t("enabled.hint")}
          isChecked={form.enabled}
          onChange={(enabled) => change({ enabled })}
        />
      </div>
    </Card>
  );
}

function TagsField({ form, change, errors }: PeopleProps) {
  const t = useTranslations("monitorForm.people.tags");
  const [typed, setTyped] = useState("");
  const { data: known = [] } = useQuery(tagsQuery);
  const choices = useMemo(() => {
    const wanted = typed.trim().toLowerCase();
    return known
      .filter((tag) => tag.includes(wanted))
      .slice(0, 30)
      .map((tag) => ({ value: tag, label: tag }));
  }, [known, typed]);
  return (
    <PickMany
      label={t("label")}
      hint={t("hint")}
      error={errorWithin(errors, "/tags")}
      isFree
      value={form.tags.map((tag) => ({ value: tag, label: tag }))}
      onChange={(tags) => change({ tags: tags.map((tag) => tag.value) })}
      {...{ choices, typed }}
      onType={setTyped}
      placeholder="env:prod"
    />
  );
}

function ParentsField({ form, change, errors, id }: PeopleProps) {
  const t = useTranslations("monitorForm.people.parents");
  const [typed, setTyped] = useState("");
  const { data: found = [] } = useQuery(monitorSearch(typed.trim()));
  const parents = useQueries({ queries: form.parents.map(monitorQuery) });
  const nameOf = (parent: number, index: number) =>
    parents[index]?.data?.name ?? found.find((one) => one.id === parent)?.name ?? `#${parent}`;
  return (
    <PickMany
      label={t("label")}
      hint={t("hint")}
      error={errorWithin(errors, "/parents")}
      value={form.parents.map((parent, index) => ({ value: String(parent), label: nameOf(parent, index) }))}
      onChange={(chosen) => change({ parents: chosen.map((parent) => Number(parent.value)) })}
      choices={found
        .filter((one) => one.id !== id)
        .map((one) => ({ value: String(one.id), label: one.name }))}
      typed={typed}
      onType={setTyped}
      placeholder={t("placeholder")}
    />
  );
}
