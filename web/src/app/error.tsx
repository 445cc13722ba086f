"use client";

import { Bug } from "lucide-react";
import { useTranslations } from "use-intl";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";

/** A page that threw: said plainly, with a way on. */
export default function PageError({ reset }: { reset: () => void }) {
  const t = useTranslations("shell.crash");
  const actions = useTranslations("common.actions");
  return (
    <div role="alert" className="mx-auto max-w-lg py-16">
      <Empty
        icon={Bug}
        title={t("title")}
        action={
          <>
            <Button look="secondary" onClick={reset}>
              {actions("retry")}
            </Button>
            <Button onClick={() => location.reload()}>{actions("reload")}</Button>
          </>
        }
      >
        {t("body")}
      </Empty>
    </div>
  );
}
