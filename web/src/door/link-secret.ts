"use client";

import { useEffect, useLayoutEffect, useState } from "react";

/**
 * What stands behind `#name=` in the address: taken out of the address bar, and so out of the history, before anything
 * is painted, and kept nowhere but here.
 */
export function useLinkSecret(name: string): [secret: string, forget: () => void] {
  const [secret, setSecret] = useState("");

  useLayoutEffect(() => setSecret((current) => taken(name) || current), [name]);

  useEffect(() => {
    const onChange = () => setSecret((current) => taken(name) || current);
    window.addEventListener("hashchange", onChange);
    return () => window.removeEventListener("hashchange", onChange);
  }, [name]);

  return [secret, () => setSecret("")];
}

function taken(name: string): string {
  const given = new URLSearchParams(location.hash.slice(1)).get(name);
  if (given) history.replaceState(history.state, "", location.pathname + location.search);
  return given ?? "";
}
