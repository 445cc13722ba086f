"use client";

import { useEffect, useState } from "react";
import { useFormatter } from "use-intl";

/** The second hand is the sign that the screen has not frozen. */
export function Clock() {
  const format = useFormatter();
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <time dateTime={now.toISOString()} className="text-right leading-tight">
      <span className="figures block font-semibold text-[max(1.75rem,5.6vmin)] tracking-tight">
        {format.dateTime(now, { timeStyle: "medium" })}
      </span>
      <span className="block text-[max(1rem,2.2vmin)] text-ink-soft">
        {format.dateTime(now, { weekday: "long", day: "numeric", month: "long" })}
      </span>
    </time>
  );
}
