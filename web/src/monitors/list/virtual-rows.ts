"use client";

import {
  defaultRangeExtractor,
  type Range,
  useWindowVirtualizer,
  type Virtualizer,
} from "@tanstack/react-virtual";
import { type RefObject, useCallback, useEffect, useLayoutEffect, useState } from "react";

const OVERSCAN = 8;
/** What sticks over the rows, and below them on a phone. */
const COVERED_TOP = 120;
const COVERED_BOTTOM = 96;

/** Rows of the whole page's height, of which those in sight exist; and the one where the keyboard is. */
export function useVirtualRows(
  list: RefObject<HTMLElement | null>,
  count: number,
  rowHeight: number,
  active: number,
): Virtualizer<Window, Element> {
  const top = useTop(list);
  const rangeExtractor = useCallback(
    (range: Range) => {
      const seen = defaultRangeExtractor(range);
      // Taken away, it would lose the focus, and the keyboard its place.
      if (active >= 0 && active < range.count && !seen.includes(active)) seen.push(active);
      return seen.sort((one, other) => one - other);
    },
    [active],
  );
  const rows = useWindowVirtualizer({
    count,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    // Rows in reserve are there: nobody waits for new ones within the same task.
    useFlushSync: false,
    scrollMargin: top,
    scrollPaddingStart: COVERED_TOP,
    scrollPaddingEnd: COVERED_BOTTOM,
    rangeExtractor,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes are remembered until somebody says otherwise
  useEffect(() => rows.measure(), [rowHeight]);
  return rows;
}

/** How far below the page's top it begins: what stands above it may grow. */
function useTop(element: RefObject<HTMLElement | null>): number {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const measure = () => {
      const box = element.current?.getBoundingClientRect();
      if (box) setTop(Math.round(box.top + window.scrollY));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [element]);
  return top;
}

/** In px, of so many rem. */
export function useRem(rem: number): number {
  const [size, setSize] = useState(15);
  useLayoutEffect(() => {
    setSize(Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 15);
  }, []);
  return Math.round(size * rem);
}
