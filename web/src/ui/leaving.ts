"use client";

import { useRouter } from "next/navigation";
import { useMemo } from "react";

/** Decides whether the page is left; `go` leaves it. */
type Ask = (go: () => void) => void;

interface Traversal extends Event {
  readonly navigationType: string;
  readonly destination: { readonly key: string };
}

/** As much as is needed of it here. https://developer.mozilla.org/docs/Web/API/Navigation_API */
interface Navigation extends EventTarget {
  traverseTo: (key: string) => unknown;
}

let asking: Ask | null = null;

/** Goes, after whoever would lose something by it was asked. */
export function leave(go: () => void): void {
  if (asking) asking(go);
  else go();
}

/** As the router's `push`, for what leads from any page to any other: it asks first. */
export function useWayOut(): (href: string) => void {
  const router = useRouter();
  return useMemo(() => (href: string) => leave(() => router.push(href)), [router]);
}

/** Has `ask` decide about links, what uses `useWayOut`, and back and forward; the browser itself about closing the tab. */
export function askBeforeLeaving(ask: Ask, push: (href: string) => void): () => void {
  const releases = [askAtLinks(push), askAtClosing(), askAtHistory()];
  asking = ask;
  return () => {
    for (const release of releases) release();
    if (asking === ask) asking = null;
  };
}

function askAtLinks(push: (href: string) => void): () => void {
  const onClick = (event: MouseEvent) => {
    const href = hrefWithin(event);
    if (href === null) return;
    event.preventDefault();
    event.stopPropagation();
    leave(() => push(href));
  };
  // Before the router hears of it.
  document.addEventListener("click", onClick, { capture: true });
  return () => document.removeEventListener("click", onClick, { capture: true });
}

/** Where a click would lead inside of Tocsin, in this tab. */
function hrefWithin(event: MouseEvent): string | null {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!(link instanceof HTMLAnchorElement) || link.origin !== location.origin) return null;
  const isElsewhere = link.target !== "_blank" && !link.hasAttribute("download");
  return isElsewhere ? link.pathname + link.search + link.hash : null;
}

function askAtClosing(): () => void {
  const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
  window.addEventListener("beforeunload", onUnload);
  return () => window.removeEventListener("beforeunload", onUnload);
}

function askAtHistory(): () => void {
  const { navigation } = window as { navigation?: Navigation };
  return navigation ? askAtTraversals(navigation) : askAtEntry();
}

function askAtTraversals(navigation: Navigation): () => void {
  const onNavigate = (event: Event) => {
    const { navigationType, destination } = event as Traversal;
    // The second time in a row without a touch of the page a browser goes where its user wants.
    if (navigationType !== "traverse" || !event.cancelable) return;
    event.preventDefault();
    leave(() => {
      navigation.removeEventListener("navigate", onNavigate);
      navigation.traverseTo(destination.key);
    });
  };
  navigation.addEventListener("navigate", onNavigate);
  return () => navigation.removeEventListener("navigate", onNavigate);
}

/** For browsers that tell of going back only afterwards: the page stands twice in the history, and the first step changes nothing. */
function askAtEntry(): () => void {
  const standTwice = () => history.pushState(history.state, "");
  const onBack = (event: PopStateEvent) => {
    // The router is not to draw another page.
    event.stopImmediatePropagation();
    standTwice();
    leave(() => {
      window.removeEventListener("popstate", onBack, { capture: true });
      history.go(-2);
    });
  };
  standTwice();
  window.addEventListener("popstate", onBack, { capture: true });
  return () => window.removeEventListener("popstate", onBack, { capture: true });
}
