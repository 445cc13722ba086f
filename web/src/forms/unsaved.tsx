"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { askBeforeLeaving } from "@/ui/leaving";

/** Asks before changes are lost: by the browser when the page is closed, by a dialog when something leads elsewhere. */
export function UnsavedGuard({ isDirty }: { isDirty: boolean }) {
  const t = useTranslations("forms.unsaved");
  const router = useRouter();
  const [going, setGoing] = useState<{ go: () => void } | null>(null);
  useEffect(
    () => (isDirty ? askBeforeLeaving((go) => setGoing({ go }), router.push) : undefined),
    [isDirty, router],
  );
  const stay = () => setGoing(null);
  return (
    <Dialog isOpen={going !== null} onClose={stay} title={t("title")} lead={t("lead")}>
      <div className="flex flex-wrap justify-end gap-2">
        <Button look="secondary" onClick={stay}>
          {t("stay")}
        </Button>
        <Button
          look="danger"
          onClick={() => {
            stay();
            going?.go();
          }}
        >
          {t("leave")}
        </Button>
      </div>
    </Dialog>
  );
}
