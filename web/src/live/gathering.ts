/** Many changes at once are one look. */
const GATHER_MS = 300;

export interface Gathering {
  readonly later: (isAll: boolean) => void;
  readonly stop: () => void;
}

/**
 * Looks some time after the first of many changes, and not before the look before is over: begun anew for each change,
 * a look that takes longer than changes are apart would never end.
 */
export function gathering(look: (isAll: boolean) => Promise<unknown>): Gathering {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wanted: "some" | "all" | null = null;
  let isLooking = false;
  let isOver = false;

  const plan = () => {
    if (!isLooking && !isOver && wanted) timer ??= setTimeout(begin, GATHER_MS);
  };
  const begin = () => {
    timer = undefined;
    const isAll = wanted === "all";
    wanted = null;
    isLooking = true;
    void look(isAll).finally(() => {
      isLooking = false;
      plan();
    });
  };
  return {
    later(isAll) {
      wanted = isAll || wanted === "all" ? "all" : "some";
      plan();
    },
    stop() {
      isOver = true;
      clearTimeout(timer);
    },
  };
}
