"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { parseAsInteger, useQueryState } from "nuqs";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { RotationAnswer } from "@/api/schema";
import { useSession } from "@/session/session";
import { Button, LinkButton } from "@/ui/button";
import { Card } from "@/ui/card";
import { ConfirmDialog } from "@/ui/dialog";
import { Page } from "@/ui/page";
import { RefusalPage } from "@/ui/refusal";
import { SkeletonRows } from "@/ui/skeleton";
import { useToast } from "@/ui/toast";
import { CalendarCard } from "./calendar-card";
import { Duty } from "./duty";
import { FeedCard } from "./feed-card";
import { OverridesCard } from "./overrides-card";
import { dutiesQuery, rotationQuery, useDeleteRotation } from "./queries";

/** A rotation's calendar, who covers for whom, and the address for other calendars. */
export function RotationPage() {
  const t = useTranslations("onCall");
  const { can } = useSession();
  const [id] = useQueryState("id", parseAsInteger);
  const { data: rotation, error, refetch } = useQuery({ ...rotationQuery(id ?? 0), enabled: id !== null });
  const { data: duties } = useQuery(dutiesQuery);
  const duty = duties?.find((one) => one.rotation_id === id);
  const canWrite = can("policies:write");
  return (
    <Page
      title={rotation?.name ?? t("rotation")}
      parent={{ href: "/on-call", label: t("title") }}
      lead={rotation && <Pace rotation={rotation} />}
      actions={
        rotation &&
        canWrite && (
          <>
            <LinkButton look="secondary" href={`/rotation/edit?id=${rotation.id}`}>
              {t("edit")}
            </LinkButton>
            <DeleteButton rotation={rotation} />
          </>
        )
      }
    >
      {rotation ? (
        <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
          <CalendarCard rotation={rotation} />
          <div className="grid min-w-0 content-start gap-5 max-lg:row-start-1">
            {duty && (
              <Card title={t("now")}>
                <Duty duty={duty} />
              </Card>
            )}
            <OverridesCard rotation={rotation.id} />
            {canWrite && <FeedCard rotation={rotation} />}
          </div>
        </div>
      ) : error ? (
        <RefusalPage error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonRows />
      )}
    </Page>
  );
}

function Pace({ rotation }: { rotation: RotationAnswer }) {
  const t = useTranslations("onCall.pace");
  return t(rotation.turn === "weekly" ? "weekly" : "daily", {
    every: rotation.every,
    time: rotation.hand_over,
    zone: rotation.time_zone,
    count: rotation.participants.length,
  });
}

function DeleteButton({ rotation }: { rotation: RotationAnswer }) {
  const t = useTranslations("onCall");
  const common = useTranslations("common.actions");
  const router = useRouter();
  const toast = useToast();
  const [isOpen, setIsOpen] = useState(false);
  const deletion = useDeleteRotation(() => {
    toast.done(t("deleted", { name: rotation.name }));
    router.push("/on-call");
  });
  return (
    <>
      <Button look="danger" onClick={() => setIsOpen(true)}>
        {common("delete")}
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        title={t("delete.title", { name: rotation.name })}
        lead={t("delete.lead")}
        action={common("delete")}
        name={rotation.name}
        isBusy={deletion.isPending}
        error={deletion.error}
        onConfirm={() => deletion.mutate(rotation.id)}
      />
    </>
  );
}
