import type { ComponentProps } from "react";

/*
 * The parts of a grid of which most rows do not exist: a table has no place for such, and so the roles are given by
 * hand. The keyboard goes by rows, and a row's controls are reached from it by the tabulator: cells take no focus.
 */

const roleOf = (role: "row" | "rowgroup" | "gridcell" | "columnheader") => ({ role });

export const RowGroup = (props: ComponentProps<"div">) => <div {...roleOf("rowgroup")} {...props} />;

export const Row = (props: ComponentProps<"div">) => <div {...roleOf("row")} {...props} />;

export const Cell = (props: ComponentProps<"span">) => <span {...roleOf("gridcell")} {...props} />;

export const ColumnHeading = (props: ComponentProps<"span">) => (
  <span {...roleOf("columnheader")} {...props} />
);
