"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import { refusalOf } from "@/api/problem";
import { useFieldErrors } from "@/forms/errors";
import { FormRefusal } from "@/forms/form-refusal";
import { sessionQuery, useSession } from "@/session/session";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { TextField } from "@/ui/fields";
import { Time } from "@/ui/time";
import { useToast } from "@/ui/toast";
import { workspaceQuery } from "./queries";

export function GeneralCard() {
  const t = useTranslations("workspace.general");
  const { can, workspace } = useSession();
  const { data } = useQuery(workspaceQuery);
  return (
    <Card title={t("title")}>
      <div className="grid gap-5">
        {can("workspace:write") && <NameForm key={workspace.name} name={workspace.name} />}
        <dl className="grid grid-cols-2 gap-4 text-sm sm:grid-cols-3">
          <Fact name={t("members")}>{data?.members ?? "…"}</Fact>
          <Fact name={t("made")}>{data ? <Time at={data.created_at} look="day" /> : "…"}</Fact>
          <Fact name={t("id")}>
            <span title={t("idHint")}>{workspace.id}</span>
          </Fact>
        </dl>
      </div>
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid gap-0.5">
      <dt className="text-ink-soft">{name}</dt>
      <dd className="figures font-medium">{children}</dd>
    </div>
  );
}

function NameForm({ name }: { name: string }) {
  const t = useTranslations("workspace.general");
  const client = useQueryClient();
  const toast = useToast();
  const [form, setForm] = useState({ name });
  const { errors, refuse } = useFieldErrors(form);
  const saving = useMutation({
    mutationFn: () => told(api.PATCH("/api/v1/workspace", { body: { name: form.name.trim() } })),
    onSuccess: (saved) => {
      client.setQueryData(workspaceQuery.queryKey, saved);
      void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
      toast.done(t("saved", { name: saved.name }));
    },
    onError: (error) => refuse(refusalOf(error).fields, form),
  });
  return (
    <form
      noValidate
      className="grid max-w-md justify-items-start gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        saving.mutate();
      }}
    >
      <TextField
        className="w-full"
        label={t("name")}
        hint={t("nameHint")}
        error={errors["/name"]}
        isRequired
        maxLength={200}
        autoComplete="off"
        value={form.name}
        onChange={(typed) => setForm({ name: typed })}
      />
      <FormRefusal error={saving.error} shown={["name"]} />
      <Button
        type="submit"
        look="secondary"
        isBusy={saving.isPending}
        disabled={["", name].includes(form.name.trim())}
      >
        {t("save")}
      </Button>
    </form>
  );
}
