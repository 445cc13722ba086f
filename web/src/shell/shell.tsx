"use client";

import { Menu as MenuIcon } from "lucide-react";
import { usePathname } from "next/navigation";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { useSession } from "@/session/session";
import { classes } from "@/ui/classes";
import { Dialog } from "@/ui/dialog";
import { Link } from "@/ui/link";
import { LiveMark } from "./live-mark";
import { isAt, PLACES, type Place, THUMB_PLACES } from "./navigation";
import { PaletteButton } from "./palette-button";
import { PersonMenu } from "./person-menu";
import { Shortcuts } from "./shortcuts";
import { WorkspaceMenu } from "./workspace-menu";

/** The frame of every page inside: where one is, where one can go, who one is, and whether it is live. */
export function Shell({ children }: { children: ReactNode }) {
  const t = useTranslations("shell");
  return (
    <div className="flex min-h-dvh flex-col lg:grid lg:grid-cols-[15rem_minmax(0,1fr)]">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-70 focus:rounded-lg focus:bg-raised focus:px-4 focus:py-2 focus:shadow-raised"
      >
        {t("skip")}
      </a>
      <aside className="sticky top-0 hidden h-dvh flex-col gap-3 overflow-y-auto border-r bg-sunken px-3 py-4 lg:flex">
        <WorkspaceMenu />
        <Navigation label={t("navigation")} />
      </aside>
      <div className="flex min-w-0 grow flex-col">
        <header className="sticky top-0 z-30 flex items-center gap-2 border-b bg-canvas px-4 py-2 sm:px-6">
          <div className="min-w-0 lg:hidden">
            <WorkspaceMenu />
          </div>
          <PaletteButton />
          <div className="ml-auto flex items-center gap-1">
            <LiveMark />
            <PersonMenu />
          </div>
        </header>
        <main id="content" tabIndex={-1} className="grow pb-20 outline-none lg:pb-0">
          {children}
        </main>
        <ThumbBar />
      </div>
      <Shortcuts />
    </div>
  );
}

function Navigation({ label, onGo }: { label: string; onGo?: () => void }) {
  const t = useTranslations("shell.nav");
  const { can } = useSession();
  const path = usePathname();
  return (
    <nav aria-label={label} className="grid gap-4">
      {PLACES.map((group) => {
        const places = group.places.filter((place) => !place.needs || can(place.needs));
        if (places.length === 0) return null;
        return (
          <div key={group.label ?? "top"} className="grid gap-0.5">
            {group.label && (
              <p className="px-2.5 pb-1 font-medium text-ink-faint text-xs">{t(group.label)}</p>
            )}
            {places.map((place) => (
              <PlaceLink key={place.href} place={place} isHere={isAt(place, path)} onGo={onGo} />
            ))}
          </div>
        );
      })}
    </nav>
  );
}

function PlaceLink({
  place,
  isHere,
  onGo,
}: {
  place: Place;
  isHere: boolean;
  onGo?: (() => void) | undefined;
}) {
  const t = useTranslations("shell.nav");
  const Icon = place.icon;
  return (
    <Link
      href={place.href}
      aria-current={isHere ? "page" : undefined}
      onClick={onGo}
      className={classes(
        "flex min-h-8.5 items-center gap-2.5 rounded-lg px-2.5 py-1 text-sm transition-colors pointer-coarse:min-h-11",
        isHere
          ? "bg-accent-soft font-semibold text-accent-strong"
          : "text-ink-soft hover:bg-surface hover:text-ink",
      )}
    >
      <Icon aria-hidden className="size-4.5 shrink-0" />
      {t(place.label)}
    </Link>
  );
}

/** At the thumb, on screens that have no room for a side bar. */
function ThumbBar() {
  const t = useTranslations("shell");
  const { can } = useSession();
  const path = usePathname();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <nav
        aria-label={t("menu")}
        className="fixed inset-x-0 bottom-0 z-30 flex border-t bg-surface pb-[env(safe-area-inset-bottom)] lg:hidden"
      >
        {THUMB_PLACES.filter((place) => !place.needs || can(place.needs)).map((place) => (
          <Link
            key={place.href}
            href={place.href}
            aria-current={isAt(place, path) ? "page" : undefined}
            className={classes(
              "flex min-h-14 min-w-0 grow basis-0 flex-col items-center justify-center gap-0.5 text-xs",
              isAt(place, path) ? "font-semibold text-accent-strong" : "text-ink-soft",
            )}
          >
            <place.icon aria-hidden className="size-5" />
            <span className="max-w-full truncate px-px tracking-tight">{t(`nav.${place.label}`)}</span>
          </Link>
        ))}
        <button
          type="button"
          onClick={() => setIsOpen(true)}
          className="flex min-h-14 min-w-0 grow basis-0 flex-col items-center justify-center gap-0.5 text-ink-soft text-xs"
        >
          <MenuIcon aria-hidden className="size-5" />
          {t("menu")}
        </button>
      </nav>
      <Dialog isOpen={isOpen} onClose={() => setIsOpen(false)} title={t("menu")}>
        <Navigation label={t("navigation")} onGo={() => setIsOpen(false)} />
      </Dialog>
    </>
  );
}
