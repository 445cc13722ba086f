import type { ReactNode } from "react";
import { classes } from "./classes";

export interface Column<Row> {
  key: string;
  title: ReactNode;
  cell: (row: Row) => ReactNode;
  /** Figures stand at the right. */
  isFigure?: boolean;
  /** Only where there is room for it. */
  isMinor?: boolean;
}

interface TableProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string | number;
}

/** For lists of at most some hundred rows. On a phone each row is a block, with its titles beside the values. */
export function Table<Row>({ label, columns, rows, rowKey }: TableProps<Row>) {
  return (
    <table className="w-full border-collapse text-sm" aria-label={label}>
      <thead className="max-md:sr-only">
        <tr>
          {columns.map((column) => (
            <th
              key={column.key}
              scope="col"
              className={classes(
                "border-b px-3 py-2 text-left font-medium text-ink-soft first:pl-4 last:pr-4 sm:first:pl-5 sm:last:pr-5",
                column.isFigure && "text-right",
                column.isMinor && "max-lg:hidden",
              )}
            >
              {column.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr
            key={rowKey(row)}
            className="border-b last:border-0 max-md:grid max-md:gap-1 max-md:px-4 max-md:py-3"
          >
            {columns.map((column) => (
              <td
                key={column.key}
                className={classes(
                  "px-3 py-2.5 align-top first:pl-4 last:pr-4 max-md:p-0 max-md:first:p-0 sm:first:pl-5 sm:last:pr-5",
                  column.isFigure && "figures text-right max-md:text-left",
                  column.isMinor && "max-lg:hidden",
                )}
              >
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
