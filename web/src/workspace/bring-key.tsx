"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import { refusalOf } from "@/api/problem";
import { useFieldErrors } from "@/forms/errors";
import { FormRefusal } from "@/forms/form-refusal";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/fields";
import { useToast } from "@/ui/toast";
import { workspacePingKeyQuery } from "./queries";

/** For addresses that are in use already, and shall go on working here. */
export function BringKey({ onClose }: { onClose: () => void }) {
  const t = useTranslations("workspace.pingKey");
  const common = useTranslations("common.actions");
  const client = useQueryClient();
  const toast = useToast();
  const [form, setForm] = useState({ key: "" });
  const { errors, refuse } = useFieldErrors(form);
  const setting = useMutation({
    mutationFn: () => told(api.PUT("/api/v1/ping-key", { body: { key: form.key.trim() } })),
    onSuccess: (key) => {
      client.setQueryData(workspacePingKeyQuery.queryKey, key);
      toast.done(t("rotated"));
      onClose();
    },
    onError: (error) => refuse(refusalOf(error).fields, form),
  });
  return (
    <Dialog isOpen onClose={onClose} title={t("bringTitle")} lead={t("bringLead")}>
      <form
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          setting.mutate();
        }}
      >
        <TextField
          label={t("key")}
          error={errors["/key"]}
          isRequired
          autoComplete="off"
          spellCheck={false}
          value={form.key}
          onChange={(key) => setForm({ key })}
        />
        <FormRefusal error={setting.error} shown={["key"]} />
        <div className="flex flex-wrap justify-end gap-2">
          <Button look="secondary" onClick={onClose}>
            {common("cancel")}
          </Button>
          <Button type="submit" isBusy={setting.isPending} disabled={form.key.trim() === ""}>
            {t("bringAction")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
