"use client";

import { Autocomplete } from "@base-ui/react/autocomplete";
import { Dialog } from "@base-ui/react/dialog";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useDeferredValue, useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import { useSession } from "@/session/session";
import { useWayOut } from "@/ui/leaving";
import { type ShownState, StateIcon, shownState } from "@/ui/state-mark";
import { PLACES } from "./navigation";

interface Goal {
  value: string;
  label: string;
  href: string;
  state?: ShownState;
}

interface Group {
  value: string;
  items: Goal[];
}

const MOST_MONITORS = 8;
const NOTHING_YET: Group[] = [];

/** Every page and every monitor, a few keys away. */
export function Palette({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const t = useTranslations("shell.palette");
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => open || onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-[oklch(0.15_0.02_260/0.45)]" />
        <Dialog.Popup
          aria-label={t("open")}
          className="fixed top-[8dvh] left-1/2 z-50 w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 overflow-hidden rounded-2xl bg-raised shadow-raised outline-none"
        >
          <Goals onClose={onClose} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** The field is there at once, and what there is to go to follows: opening does not wait for the list to be drawn. */
function Goals({ onClose }: { onClose: () => void }) {
  const t = useTranslations("shell.palette");
  const leadTo = useWayOut();
  const [text, setText] = useState("");
  const isDrawn = useDeferredValue(true, false);
  const found = useGoals(text);
  const groups = isDrawn ? found : NOTHING_YET;
  const go = (goal: Goal) => {
    onClose();
    leadTo(goal.href);
  };
  return (
    <Autocomplete.Root
      inline
      open
      items={groups}
      value={text}
      onValueChange={setText}
      autoHighlight="always"
      mode="none"
      itemToStringValue={(goal: Goal) => goal.label}
    >
      <div className="flex items-center gap-3 border-b px-4">
        <Search aria-hidden className="size-5 shrink-0 text-ink-faint" />
        <Autocomplete.Input
          placeholder={t("placeholder")}
          aria-label={t("placeholder")}
          className="min-h-13 w-full bg-transparent text-base outline-none placeholder:text-ink-faint"
        />
      </div>
      <Autocomplete.Empty className="px-4 text-ink-soft not-empty:py-8">
        {isDrawn && t("nothing")}
      </Autocomplete.Empty>
      <Autocomplete.List className="max-h-[60dvh] overflow-y-auto p-2">
        {(group: Group) => (
          <Autocomplete.Group key={group.value} items={group.items}>
            <Autocomplete.GroupLabel className="px-2.5 pt-2 pb-1 font-medium text-ink-faint text-xs">
              {group.value}
            </Autocomplete.GroupLabel>
            <Autocomplete.Collection>
              {(goal: Goal) => (
                <Autocomplete.Item
                  key={goal.value}
                  value={goal}
                  onClick={() => go(goal)}
                  className="flex min-h-10 cursor-default items-center gap-2.5 rounded-lg px-2.5 text-sm outline-none data-highlighted:bg-accent-soft"
                >
                  {goal.state ? <StateIcon state={goal.state} /> : null}
                  {goal.label}
                </Autocomplete.Item>
              )}
            </Autocomplete.Collection>
          </Autocomplete.Group>
        )}
      </Autocomplete.List>
    </Autocomplete.Root>
  );
}

function useGoals(text: string): Group[] {
  const t = useTranslations("shell");
  const { can } = useSession();
  const wanted = text.trim().toLowerCase();
  const monitors = useQuery({
    queryKey: ["monitors", "palette", wanted],
    queryFn: ({ signal }) =>
      told(api.GET("/api/v1/monitors", { params: { query: { q: wanted, limit: MOST_MONITORS } }, signal })),
    enabled: wanted.length > 0 && can("monitors:read"),
    placeholderData: keepPreviousData,
  });

  return useMemo(() => {
    const fits = (label: string) => label.toLowerCase().includes(wanted);
    const pages = PLACES.flatMap((group) => group.places)
      .filter((place) => !place.needs || can(place.needs))
      .map((place) => ({ value: place.href, label: t(`nav.${place.label}`), href: place.href }))
      .filter((goal) => fits(goal.label));
    const actions = [{ value: "new", label: t("shortcuts.newMonitor"), href: "/monitor/new" }].filter(
      (goal) => can("monitors:write") && fits(goal.label),
    );
    const found = (wanted ? (monitors.data?.items ?? []) : []).map((monitor) => ({
      value: `monitor-${monitor.id}`,
      label: monitor.name,
      href: `/monitor?id=${monitor.id}`,
      state: shownState(monitor),
    }));
    return [
      { value: t("palette.monitors"), items: found },
      { value: t("palette.pages"), items: pages },
      { value: t("palette.actions"), items: actions },
    ].filter((group) => group.items.length > 0);
  }, [wanted, monitors.data, can, t]);
}
