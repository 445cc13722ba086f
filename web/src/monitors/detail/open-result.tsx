"use client";

import { parseAsString, useQueryState } from "nuqs";
import type { ResultName } from "./queries";
import { ResultDialog } from "./result-dialog";

/** Which result is looked at closely, held in the address: `region@2026-11-22T09:41:07.123Z`. */
export function useOpenResult(): [ResultName | null, (result: ResultName | null) => void] {
  const [text, set] = useQueryState("result", parseAsString);
  const at = text?.indexOf("@") ?? -1;
  const result =
    text !== null && at > 0 ? { region: text.slice(0, at), scheduled_at: text.slice(at + 1) } : null;
  return [result, (next) => void set(next && `${next.region}@${next.scheduled_at}`)];
}

export function OpenResult({ id }: { id: number }) {
  const [result, open] = useOpenResult();
  if (!result) return null;
  return <ResultDialog id={id} name={result} onClose={() => open(null)} />;
}
