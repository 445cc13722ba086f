"use client";

import { type ReactNode, useRef } from "react";
import { ChangedMeanwhile, isChangedMeanwhile } from "./changed-meanwhile";

interface Version {
  /** For what is sent: that it replaces what was read, and nothing newer (If-Match, RFC 9110 §13.1.1). */
  header: () => { "if-match"?: string };
  /** Where something newer is stored: two ways on. Null for other refusals. */
  adviseOn: (error: unknown, saveAgain: () => void) => ReactNode;
}

/** Of what is edited, by the tag that came with it. It is forgotten when somebody decides to save over another's work. */
export function useVersion(etag: string | null, onReload: () => void): Version {
  const tag = useRef(etag);
  return {
    header: () => (tag.current === null ? {} : { "if-match": tag.current }),
    adviseOn: (error, saveAgain) =>
      isChangedMeanwhile(error) ? (
        <ChangedMeanwhile
          onReload={onReload}
          onOverwrite={() => {
            tag.current = null;
            saveAgain();
          }}
        />
      ) : null,
  };
}
