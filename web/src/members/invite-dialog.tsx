"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import { refusalOf } from "@/api/problem";
import type { NewInvitationAnswer, Role } from "@/api/schema";
import { useFieldErrors } from "@/forms/errors";
import { FormRefusal } from "@/forms/form-refusal";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/fields";
import { ShownOnce } from "@/ui/shown-once";
import { useGiveableRoles } from "./giveable";

/** Asks whom and as what; then shows the link, this once. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const [made, setMade] = useState<NewInvitationAnswer | null>(null);
  if (made) return <Made invitation={made} onClose={onClose} />;
  return <Draft onMade={setMade} onClose={onClose} />;
}

interface DraftProps {
  onMade: (invitation: NewInvitationAnswer) => void;
  onClose: () => void;
}

function Draft({ onMade, onClose }: DraftProps) {
  const t = useTranslations("members.new");
  const common = useTranslations("common.actions");
  const roleName = useTranslations("door.roles");
  const about = useTranslations("members.roles.about");
  const client = useQueryClient();
  const giveable = useGiveableRoles();
  const [form, setForm] = useState<{ email: string; role: Role }>({ email: "", role: "viewer" });
  const { errors, refuse } = useFieldErrors(form);
  const inviting = useMutation({
    mutationFn: () =>
      told(api.POST("/api/v1/invitations", { body: { role: form.role, email: form.email.trim() || null } })),
    onSuccess: (invitation) => {
      void client.invalidateQueries({ queryKey: ["invitations"] });
      onMade(invitation);
    },
    onError: (error) => refuse(refusalOf(error).fields, form),
  });
  return (
    <Dialog isOpen onClose={onClose} title={t("title")} lead={t("lead")}>
      <form
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          inviting.mutate();
        }}
      >
        <TextField
          type="email"
          label={t("email")}
          hint={t("emailHint")}
          error={errors["/email"]}
          value={form.email}
          onChange={(email) => setForm({ ...form, email })}
          autoComplete="off"
        />
        <SelectField
          label={t("role")}
          hint={about(form.role)}
          error={errors["/role"]}
          value={form.role}
          choices={giveable.map((role) => ({ value: role, label: roleName(role) }))}
          onChange={(role) => setForm({ ...form, role: role as Role })}
        />
        <FormRefusal error={inviting.error} shown={Object.keys(form)} />
        <div className="flex flex-wrap justify-end gap-2">
          <Button look="secondary" onClick={onClose}>
            {common("cancel")}
          </Button>
          <Button type="submit" isBusy={inviting.isPending}>
            {t("create")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Made({ invitation, onClose }: { invitation: NewInvitationAnswer; onClose: () => void }) {
  const t = useTranslations("members.new");
  const { email, link, is_mailed, not_mailed } = invitation;
  return (
    <ShownOnce
      title={email ? t("doneFor", { email }) : t("done")}
      lead={t("once")}
      label={t("link")}
      secret={link}
      onClose={onClose}
    >
      {is_mailed && <p className="text-sm">{t("mailed")}</p>}
      {email && not_mailed && <p className="text-ink-soft text-sm">{not_mailed}</p>}
    </ShownOnce>
  );
}
