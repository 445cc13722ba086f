interface Details {
  readonly reason: string;
  readonly event: Event;
  readonly cancel: () => void;
}

/** For a popup that is open as long as it exists: `onOpenChange`. */
export function closing(
  anchor: HTMLElement,
  onClose: () => void,
): (isOpen: boolean, details: Details) => void {
  return (isOpen, details) => {
    if (isOpen) return;
    // The button closes what it has opened: done here as well, its click would open it again.
    if (details.reason === "outside-press" && anchor.contains(details.event.target as Node)) details.cancel();
    else onClose();
  };
}
