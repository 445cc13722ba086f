"use client";

import NextLink from "next/link";
import type { ComponentProps } from "react";
import { useIsQuiet } from "./later";

/** Where it leads is fetched once the page at hand is shown. */
export function Link(props: ComponentProps<typeof NextLink>) {
  const isQuiet = useIsQuiet();
  return <NextLink prefetch={isQuiet ? null : false} {...props} />;
}
