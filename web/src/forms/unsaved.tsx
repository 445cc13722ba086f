"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";

/** Asks before changes are lost: by the browser when the page is closed, by a dialog when a link leads elsewhere. */
export function UnsavedGuard({ isDirty }: { isDirty: boolean }) {
  const t = useTranslations("forms.unsaved");
  const router = useRouter();
  const [leavingTo, setLeavingTo] = useState<string | null>(null);
  useEffect(() => (isDirty ? guard(setLeavingTo) : undefined), [isDirty]);
  return (
    <Dialog
      isOpen={leavingTo !== null}
      onClose={() => setLeavingTo(null)}
      title={t("title")}
      lead={t("lead")}
    >
      <div className="flex flex-wrap justify-end gap-2">
        <Button look="secondary" onClick={() => setLeavingTo(null)}>
          {t("stay")}
        </Button>
        <Button look="danger" onClick={() => leavingTo !== null && router.push(leavingTo)}>
          {t("leave")}
        </Button>
      </div>
    </Dialog>
  );
}

function guard(onLink: (href: string) => void): () => void {
  const onClick = (event: MouseEvent) => {
    const href = hrefWithin(event);
    if (href === null) return;
    event.preventDefault();
    event.stopPropagation();
    onLink(href);
  };
  const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
  // Before the router hears of it.
  document.addEventListener("click", onClick, { capture: true });
  window.addEventListener("beforeunload", onUnload);
  return () => {
    document.removeEventListener("click", onClick, { capture: true });
    window.removeEventListener("beforeunload", onUnload);
  };
}

/** Where a click would lead inside of Tocsin, in this tab. */
function hrefWithin(event: MouseEvent): string | null {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!(link instanceof HTMLAnchorElement) || link.target === "_blank" || link.origin !== location.origin)
    return null;
  return link.pathname + link.search + link.hash;
}
