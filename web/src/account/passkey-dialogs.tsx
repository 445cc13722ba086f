"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import { Refusal } from "@/api/problem";
import type { PasskeyAnswer } from "@/api/schema";
import { PasskeyNote } from "@/credentials/passkey-note";
import { madePasskey } from "@/credentials/passkeys";
import { useStepUp } from "@/credentials/step-up";
import { useForm } from "@/credentials/use-form";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/fields";
import { RefusalNote } from "@/ui/refusal";
import { useToast } from "@/ui/toast";

const BEGIN = "/api/v1/account/passkeys/options";

/** First its name, then whatever the browser asks. */
export function AddPasskey({ onClose }: { onClose: () => void }) {
  const t = useTranslations("account.passkeys");
  const client = useQueryClient();
  const { proved } = useStepUp();
  const { done } = useToast();
  const [failure, setFailure] = useState<unknown>(null);

  const add = async (name: string) => {
    const asked = await proved(() => told(api.POST(BEGIN)));
    const credential = await madePasskey(asked);
    const body = { handle: asked.handle, name, credential };
    return proved(() => told(api.POST("/api/v1/account/passkeys", { body })));
  };
  const form = useForm({
    initial: { name: "" },
    send: ({ name }) => {
      setFailure(null);
      return add(name).catch((error: unknown) => {
        // What the browser says is no refusal of the server's.
        if (!(error instanceof Refusal)) setFailure(error);
        throw error;
      });
    },
    onDone: () => {
      void client.invalidateQueries({ queryKey: ["account"] });
      done(t("added"));
      onClose();
    },
  });
  return (
    <Dialog isOpen onClose={onClose} title={t("add")}>
      <form {...form.ties} className="grid gap-4">
        <NameField {...form.field("name")} />
        {failure ? <PasskeyNote error={failure} /> : <RefusalNote error={form.refusal} />}
        <Button type="submit" isBusy={form.isBusy}>
          {t("create")}
        </Button>
      </form>
    </Dialog>
  );
}

export function RenamePasskey({ passkey, onClose }: { passkey: PasskeyAnswer; onClose: () => void }) {
  const t = useTranslations("account.passkeys");
  const client = useQueryClient();
  const form = useForm({
    initial: { name: passkey.name },
    send: (body) => {
      const params = { path: { passkey_id: passkey.id } };
      return told(api.PATCH("/api/v1/account/passkeys/{passkey_id}", { params, body }));
    },
    onDone: () => {
      void client.invalidateQueries({ queryKey: ["account"] });
      onClose();
    },
  });
  return (
    <Dialog isOpen onClose={onClose} title={t("renameTitle")}>
      <form {...form.ties} className="grid gap-4">
        <NameField {...form.field("name")} />
        <RefusalNote error={form.refusal} />
        <Button type="submit" isBusy={form.isBusy}>
          {t("rename")}
        </Button>
      </form>
    </Dialog>
  );
}

type NameFieldProps = Pick<Parameters<typeof TextField>[0], "name" | "value" | "error" | "onChange">;

function NameField(given: NameFieldProps) {
  const t = useTranslations("account.passkeys");
  return (
    <TextField label={t("name")} hint={t("nameHint")} autoComplete="off" required autoFocus {...given} />
  );
}
