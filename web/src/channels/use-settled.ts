import { useEffect, useState } from "react";
import { isSame } from "@/forms/json";

/** A value once it has not changed for so long. */
export function useSettled<Of>(value: Of, ms: number): Of {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    if (isSame(settled, value)) return;
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [settled, value, ms]);
  return settled;
}
