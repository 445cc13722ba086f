"use client";

import { Tags as TagsIcon } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/ui/button";
import { later, useLater } from "@/ui/later";
import { useToast } from "@/ui/toast";

const popup = later(async () => (await import("./tag-popup")).TagPopup);

/** Tags that a monitor must carry, all of them. */
export function TagFilter({
  chosen,
  onChange,
}: {
  chosen: readonly string[];
  onChange: (tags: string[]) => void;
}) {
  const t = useTranslations("monitors.toolbar");
  const { failed } = useToast();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const close = () => setAnchor(null);
  const Popup = useLater(popup, anchor !== null, (error) => {
    close();
    failed(error);
  });
  return (
    <>
      <Button
        look="secondary"
        aria-haspopup="dialog"
        aria-expanded={anchor !== null}
        onClick={({ currentTarget }) => setAnchor(anchor ? null : currentTarget)}
      >
        <TagsIcon aria-hidden className="size-4 text-ink-faint" />
        {t("tag")}
      </Button>
      {Popup && anchor && <Popup {...{ anchor, chosen, onChange }} onClose={close} />}
    </>
  );
}
