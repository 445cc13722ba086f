"use client";

import { useCallback, useEffect, useMemo, useRef, useState } from "react";

export interface Selection {
  readonly ids: ReadonlySet<number>;
  /** All that match, those not yet read included. */
  readonly isAll: boolean;
  readonly has: (id: number) => boolean;
  /** With `isRange`, also all between this one and the one toggled before. */
  readonly toggle: (id: number, isRange?: boolean) => void;
  readonly set: (ids: readonly number[]) => void;
  readonly selectAll: () => void;
  readonly clear: () => void;
}

interface Chosen {
  ids: ReadonlySet<number>;
  isAll: boolean;
  last: number | null;
}

const NOTHING: Chosen = { ids: new Set(), isAll: false, last: null };

/** Which monitors of the list an action is to be about. `order`: as they stand in the list. */
export function useSelection(order: readonly number[]): Selection {
  const [chosen, setChosen] = useState<Chosen>(NOTHING);

  // The rows hold on to `toggle`: another one for each page that is read would have all of them drawn again.
  const latest = useRef(order);
  useEffect(() => {
    latest.current = order;
  });

  const toggle = useCallback((id: number, isRange = false) => {
    const all = latest.current;
    setChosen(({ ids, isAll, last }) => {
      const next = new Set(isAll ? all : ids);
      const isOn = !next.has(id);
      for (const one of isRange && last !== null ? between(all, last, id) : [id]) {
        if (isOn) next.add(one);
        else next.delete(one);
      }
      return { ids: next, isAll: false, last: id };
    });
  }, []);

  return useMemo(
    () => ({
      ids: chosen.ids,
      isAll: chosen.isAll,
      has: (id) => chosen.isAll || chosen.ids.has(id),
      toggle,
      set: (ids) => setChosen({ ids: new Set(ids), isAll: false, last: null }),
      selectAll: () => setChosen({ ids: new Set(order), isAll: true, last: null }),
      clear: () => setChosen(NOTHING),
    }),
    [chosen, toggle, order],
  );
}

function between(order: readonly number[], one: number, other: number): readonly number[] {
  const [from, to] = [order.indexOf(one), order.indexOf(other)].sort((a, b) => a - b) as [number, number];
  return from < 0 ? [other] : order.slice(from, to + 1);
}
