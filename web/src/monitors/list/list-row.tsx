"use client";

import { type MouseEvent, memo } from "react";
import { classes } from "@/ui/classes";
import { Row } from "./grid-parts";
import { COLUMNS, COLUMNS_READ_ONLY, NarrowRow, type RowProps, WideRow } from "./row";

interface ListRowProps extends RowProps {
  /** Its place in the whole list. */
  index: number;
  /** In px, from where the rows begin. */
  top: number;
  height: number;
  isWide: boolean;
  onFocus: (id: number) => void;
  onClick: (event: MouseEvent<HTMLElement>, id: number) => void;
}

/** Drawn again when something about it has changed: scrolling, or a step of the keyboard, costs the rows that it is about. */
export const ListRow = memo(function ListRow({
  index,
  top,
  height,
  isWide,
  onFocus,
  onClick,
  picture,
  ...row
}: ListRowProps) {
  const { monitor, isActive, isSelected } = row;
  const isWriter = row.onSelect !== null;
  return (
    <Row
      aria-rowindex={index + 2}
      aria-selected={isWriter ? isSelected : undefined}
      tabIndex={isActive ? 0 : -1}
      data-monitor={monitor.id}
      onFocus={() => onFocus(monitor.id)}
      onClick={(event) => onClick(event, monitor.id)}
      style={{ height, top }}
      className={classes(
        "absolute inset-x-0 cursor-pointer items-center border-b px-3 -outline-offset-2 contain-layout",
        isSelected ? "bg-accent-soft" : "hover:bg-sunken",
        layoutOf(isWide, isWriter),
      )}
    >
      {isWide ? <WideRow {...row} picture={picture} /> : <NarrowRow {...row} />}
    </Row>
  );
});

export function layoutOf(isWide: boolean, isWriter: boolean): string {
  if (isWide) return isWriter ? COLUMNS : COLUMNS_READ_ONLY;
  return isWriter
    ? "grid grid-cols-[2.75rem_minmax(0,1fr)_2.75rem] gap-x-1"
    : "grid grid-cols-[minmax(0,1fr)_2.75rem] gap-x-2 pl-4";
}
