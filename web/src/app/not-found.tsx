"use client";

import { Compass } from "lucide-react";
import { useTranslations } from "use-intl";
import { LinkButton } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { useTabTitle } from "@/ui/page";

export default function NotFound() {
  const t = useTranslations("shell.notFound");
  useTabTitle(t("title"));
  return (
    <main className="mx-auto max-w-lg py-16">
      <Empty icon={Compass} title={t("title")} action={<LinkButton href="/">{t("home")}</LinkButton>}>
        {t("body")}
      </Empty>
    </main>
  );
}
