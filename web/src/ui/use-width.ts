"use client";

import { useCallback, useState } from "react";

const BEFORE = 480;
const LEAST = 240;

/** Of an element, as it is laid out: the text of a picture that is scaled could not be read on a phone. */
export function useWidth(): [(element: HTMLElement | null) => (() => void) | undefined, number] {
  const [width, setWidth] = useState(BEFORE);
  const box = useCallback((element: HTMLElement | null) => {
    if (!element) return;
    const watch = new ResizeObserver(
      ([entry]) => entry && setWidth(Math.max(LEAST, entry.contentRect.width)),
    );
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return [box, width];
}
