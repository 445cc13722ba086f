/** Something to be said for a moment. */
export interface Telling {
  title: string;
  description?: string;
  isFailure?: boolean;
  timeout: number;
  action?: { label: string; onPress: () => void };
}

/** What has been said, kept until somebody listens. */
export interface Tellings {
  readonly say: (one: Telling) => void;
  /** First what has been said before. */
  readonly listen: (hear: (one: Telling) => void) => () => void;
}

/** Nobody would read more; the oldest go. */
const MOST_KEPT = 20;

export function newTellings(): Tellings {
  let kept: Telling[] = [];
  let listener: ((one: Telling) => void) | null = null;
  return {
    say: (one) => {
      if (listener) listener(one);
      else kept = [...kept, one].slice(-MOST_KEPT);
    },
    listen: (hear) => {
      listener = hear;
      for (const one of kept.splice(0)) hear(one);
      return () => {
        listener = null;
      };
    },
  };
}
