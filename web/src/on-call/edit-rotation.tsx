"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { parseAsInteger, useQueryState } from "nuqs";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { RotationAnswer } from "@/api/schema";
import { useVersion } from "@/forms/version";
import { Page } from "@/ui/page";
import { RefusalPage } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { useToast } from "@/ui/toast";
import { type draftOf, formOf, newRotation } from "./draft";
import { editedRotationQuery } from "./queries";
import { RotationForm } from "./rotation-form";

type Draft = ReturnType<typeof draftOf>;

export function NewRotation() {
  const t = useTranslations("onCall");
  const done = useDone();
  const [initial] = useState(() => newRotation(new Date()));
  const save = async (body: Draft) => done(await told(api.POST("/api/v1/rotations", { body })));
  return (
    <Page title={t("newTitle")} parent={{ href: "/on-call", label: t("title") }} lead={t("newLead")}>
      <RotationForm initial={initial} action={t("create")} cancelHref="/on-call" save={save} />
    </Page>
  );
}

export function EditRotation() {
  const t = useTranslations("onCall");
  const [id] = useQueryState("id", parseAsInteger);
  const edited = useQuery({ ...editedRotationQuery(id ?? 0), enabled: id !== null });
  const rotation = edited.data?.data;
  return (
    <Page
      title={rotation ? t("editTitle", { name: rotation.name }) : t("rotation")}
      parent={
        rotation
          ? { href: `/rotation?id=${rotation.id}`, label: rotation.name }
          : { href: "/on-call", label: t("title") }
      }
    >
      {rotation && edited.data ? (
        <Edited
          key={edited.dataUpdatedAt}
          rotation={rotation}
          etag={edited.data.etag}
          onReload={() => void edited.refetch()}
        />
      ) : edited.error ? (
        <RefusalPage error={edited.error} onRetry={() => void edited.refetch()} />
      ) : (
        <SkeletonRows />
      )}
    </Page>
  );
}

interface EditedProps {
  rotation: RotationAnswer;
  etag: string | null;
  onReload: () => void;
}

function Edited({ rotation, etag, onReload }: EditedProps) {
  const t = useTranslations("onCall");
  const done = useDone();
  const version = useVersion(etag, onReload);
  const save = async (body: Draft) => {
    const params = { path: { rotation_id: rotation.id }, header: version.header() };
    await done(await told(api.PUT("/api/v1/rotations/{rotation_id}", { params, body })));
  };
  return (
    <RotationForm
      initial={formOf(rotation)}
      action={t("save")}
      cancelHref={`/rotation?id=${rotation.id}`}
      save={save}
      hint={t("form.changeHint")}
      adviseOn={version.adviseOn}
    />
  );
}

function useDone() {
  const t = useTranslations("onCall");
  const client = useQueryClient();
  const router = useRouter();
  const toast = useToast();
  return async ({ id, name }: RotationAnswer) => {
    await client.invalidateQueries({ queryKey: ["rotations"] });
    toast.done(t("saved", { name }));
    router.push(`/rotation?id=${id}`);
  };
}
