"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/fields";
import { RefusalNote } from "@/ui/refusal";

export function NoWorkspace() {
  const t = useTranslations("shell.noWorkspace");
  const client = useQueryClient();
  const [name, setName] = useState("");
  const create = useMutation({
    mutationFn: () => told(api.POST("/api/v1/workspaces", { body: { name } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["session"] }),
  });
  return (
    <main className="mx-auto grid max-w-md gap-4 px-4 py-24">
      <h1 className="font-semibold text-2xl">{t("title")}</h1>
      <p className="text-ink-soft">{t("body")}</p>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <TextField label={t("name")} value={name} onChange={setName} isRequired />
        <RefusalNote error={create.error} />
        <Button type="submit" isBusy={create.isPending}>
          {t("create")}
        </Button>
      </form>
    </main>
  );
}
