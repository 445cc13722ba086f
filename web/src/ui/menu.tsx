"use client";

import type { LucideIcon } from "lucide-react";
import {
  type ComponentProps,
  cloneElement,
  type KeyboardEvent,
  type MouseEvent,
  type ReactElement,
  useDeferredValue,
  useId,
  useState,
} from "react";
import { later, useLater } from "./later";
import type { Start } from "./menu-popup";
import { useToast } from "./toast";

export type MenuItem =
  | {
      label: string;
      icon?: LucideIcon;
      isDanger?: boolean;
      isDisabled?: boolean;
      /** The one of several that holds now. */
      isChosen?: boolean;
      onSelect?: () => void;
      href?: string;
    }
  | { heading: string }
  | "line";

const popup = later(async () => (await import("./menu-popup")).MenuPopup);
const hasten = () => void popup.load().catch(() => undefined);

/** Where a menu begins that a press has opened: Enter and the space bar press without a pointer. */
export const startOf = ({ detail }: MouseEvent): Start | undefined => (detail === 0 ? "first" : undefined);

const STARTS: Readonly<Record<string, Start>> = { ArrowDown: "first", ArrowUp: "last" };

interface Opened {
  anchor: HTMLElement;
  start?: Start | undefined;
}

/** `trigger`: the button that opens it. What it opens is loaded later; a press before that is not lost. */
export function Menu({
  trigger,
  items,
  align = "end",
}: {
  trigger: ReactElement;
  items: readonly MenuItem[];
  align?: "start" | "end";
}) {
  const id = useId();
  const [opened, setOpened] = useState<Opened | null>(null);
  useLater(popup, false);

  const onClick = (event: MouseEvent<HTMLElement>) =>
    setOpened(opened ? null : { anchor: event.currentTarget, start: startOf(event) });

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const start = STARTS[event.key];
    if (!start) return;
    event.preventDefault();
    setOpened({ anchor: event.currentTarget, start });
  };

  return (
    <>
      {cloneElement(trigger as ReactElement<ComponentProps<"button">>, {
        id,
        "aria-haspopup": "menu",
        "aria-expanded": opened !== null,
        onClick,
        onKeyDown,
        onPointerEnter: hasten,
        onFocus: hasten,
      })}
      {opened && <MenuAt {...opened} items={items} align={align} onClose={() => setOpened(null)} />}
    </>
  );
}

/** One menu for many buttons, such as those of a long list's rows: it is open for as long as it exists. */
export function MenuAt({
  align = "end",
  onClose,
  ...shown
}: {
  /** The button that was pressed; it gets the focus back. */
  anchor: HTMLElement;
  items: readonly MenuItem[];
  align?: "start" | "end";
  start?: Start | undefined;
  onClose: () => void;
}) {
  const { failed } = useToast();
  // That the button is pressed is seen at once: the menu is not drawn before that.
  const isDrawn = useDeferredValue(true, false);
  const Popup = useLater(popup, true, (error) => {
    onClose();
    failed(error);
  });
  return Popup && isDrawn && <Popup {...shown} align={align} onClose={onClose} />;
}
