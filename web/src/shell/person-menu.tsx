"use client";

import { CircleUserRound, LogOut, Tv, UserRound } from "lucide-react";
import { useTranslations } from "use-intl";
import { useLocaleChoice } from "@/i18n/locale-provider";
import { LOCALES, type Locale } from "@/i18n/locales";
import { useSession } from "@/session/session";
import { chooseTheme, type Theme, useTheme } from "@/theme/theme";
import { IconButton } from "@/ui/button";
import { Menu } from "@/ui/menu";
import { useToast } from "@/ui/toast";
import { THEMES } from "./themes";

export function PersonMenu() {
  const t = useTranslations("shell");
  const { session, signOut } = useSession();
  const theme = useTheme();
  const { locale, choose } = useLocaleChoice();
  const { failed } = useToast();
  const person = session.user.name || session.user.email;
  return (
    <Menu
      trigger={<IconButton icon={CircleUserRound} label={t("signedInAs", { name: person })} />}
      items={[
        { heading: person },
        { label: t("nav.account"), icon: UserRound, href: "/account" },
        { label: t("nav.wall"), icon: Tv, href: "/wall" },
        "line",
        { heading: t("theme.label") },
        ...(Object.keys(THEMES) as Theme[]).map((one) => ({
          label: t(`theme.${one}`),
          icon: THEMES[one],
          isChosen: theme === one,
          onSelect: () => chooseTheme(one),
        })),
        "line",
        { heading: t("language") },
        ...(Object.keys(LOCALES) as Locale[]).map((one) => ({
          label: LOCALES[one],
          isChosen: locale === one,
          onSelect: () => choose(one),
        })),
        "line",
        { label: t("signOut"), icon: LogOut, onSelect: () => void signOut().catch(failed) },
      ]}
    />
  );
}
