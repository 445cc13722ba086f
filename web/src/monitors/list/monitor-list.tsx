"use client";

import { useRouter } from "next/navigation";
import { type MouseEvent, type RefObject, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import type { MonitorAnswer } from "@/api/schema";
import { classes } from "@/ui/classes";
import { Skeleton } from "@/ui/skeleton";
import { ColumnHeading, Row, RowGroup } from "./grid-parts";
import { useListKeyboard } from "./keyboard";
import { ListRow, layoutOf } from "./list-row";
import { type ListQuery, type MonitorPages, PAGE_SIZE, type PageRange } from "./pages";
import { usePictures } from "./pictures";
import { type OpenMenu, RowMenu } from "./row-menu";
import type { Selection } from "./selection";
import { useIsWide } from "./use-wide";
import { useRem, useVirtualRows } from "./virtual-rows";

interface MonitorListProps {
  query: ListQuery;
  pages: MonitorPages;
  /** Which pages are in sight; said when it changes. */
  onLook: (range: PageRange) => void;
  order: readonly number[];
  /** Null for who may only look. */
  selection: Selection | null;
  total: number;
  search: RefObject<HTMLInputElement | null>;
}

const WIDE_REM = 4.1;
const NARROW_REM = 4.6;

/** The rows: only those in sight exist, and what lies below is read while one scrolls there. */
export function MonitorList({ query, pages, onLook, order, selection, total, search }: MonitorListProps) {
  const t = useTranslations("monitors.list");
  const router = useRouter();
  const list = useRef<HTMLDivElement>(null);
  const isWide = useIsWide();
  const height = useRem(isWide ? WIDE_REM : NARROW_REM);
  const pictures = usePictures(query, pages.cursors, isWide);
  const toggle = selection?.toggle ?? null;
  const [menu, setMenu] = useState<OpenMenu | null>(null);

  const scrollTo = useRef<(index: number) => void>(() => undefined);
  const keyboard = useListKeyboard({
    order,
    list,
    scrollTo: (index) => scrollTo.current(index),
    onOpen: (id) => router.push(`/monitor?id=${id}`),
    onSelect: toggle,
    onSearch: () => search.current?.focus(),
  });
  const active = keyboard.activeId === null ? -1 : order.indexOf(keyboard.activeId);
  const rows = useVirtualRows(list, pages.rows.length, height, active);
  useEffect(() => {
    scrollTo.current = (index) => rows.scrollToIndex(index, { align: "auto" });
  });
  useLook(rows.range, pages, onLook);

  const onRowClick = useCallback(
    (event: MouseEvent<HTMLElement>, id: number) => {
      keyboard.setActiveId(id);
      const isMeantElsewhere = (event.target as HTMLElement).closest("a, button, input, label");
      if (isMeantElsewhere || !event.currentTarget.contains(event.target as Node)) return;
      if (window.getSelection()?.toString()) return;
      router.push(`/monitor?id=${id}`);
    },
    [keyboard.setActiveId, router],
  );

  return (
    // biome-ignore lint/a11y/useSemanticElements: a table has no place for rows that do not exist
    <div
      role="grid"
      aria-label={t("label")}
      aria-rowcount={total + 1}
      aria-multiselectable={selection !== null}
      aria-busy={pages.isOld}
      onKeyDown={keyboard.onKeyDown}
      className={classes(
        "min-w-0 border-y bg-surface transition-opacity max-md:-mx-4 md:rounded-xl md:border-x md:shadow-flat",
        pages.isOld && "opacity-60",
      )}
    >
      <Heading isWide={isWide} selection={selection} order={order} />
      <RowGroup ref={list} className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((item) => {
          const monitor = pages.rows[item.index];
          if (!monitor) return null;
          // With nobody there yet, the tabulator comes to the first.
          const isActive = active >= 0 ? item.index === active : item.index === 0;
          const isSelected = selection?.has(monitor.id) ?? false;
          const isMenuOpen = menu?.monitor.id === monitor.id;
          return (
            <ListRow
              key={monitor.id}
              monitor={monitor}
              picture={pictures.get(monitor.id)}
              index={item.index}
              top={item.start - rows.options.scrollMargin}
              height={height}
              isWide={isWide}
              isActive={isActive}
              isSelected={isSelected}
              onSelect={toggle}
              isMenuOpen={isMenuOpen}
              onMenu={setMenu}
              onFocus={keyboard.setActiveId}
              onClick={onRowClick}
            />
          );
        })}
      </RowGroup>
      {menu && <RowMenu open={menu} onClose={() => setMenu(null)} />}
    </div>
  );
}

/** Says which pages are in sight, and the next one while its rows are near. */
function useLook(
  range: { startIndex: number; endIndex: number } | null,
  pages: MonitorPages,
  onLook: (range: PageRange) => void,
): void {
  const first = Math.floor((range?.startIndex ?? 0) / PAGE_SIZE);
  const last = Math.floor(((range?.endIndex ?? 0) + PAGE_SIZE / 2) / PAGE_SIZE);
  const isAnswered = !pages.isOld;
  useEffect(() => {
    if (isAnswered) onLook({ first, last });
  }, [first, last, isAnswered, onLook]);
}

const HEADINGS = [
  ["state", ""],
  ["name", ""],
  ["bars", "max-lg:hidden"],
  ["sparkline", "max-lg:hidden"],
  ["p95", "text-right max-lg:hidden"],
  ["availability", "text-right"],
] as const;

function Heading({
  isWide,
  selection,
  order,
}: {
  isWide: boolean;
  selection: Selection | null;
  order: readonly number[];
}) {
  const t = useTranslations("monitors.list");
  return (
    <RowGroup className={isWide ? "sticky top-[3.3rem] z-10 rounded-t-xl bg-surface" : "sr-only"}>
      <Row
        aria-rowindex={1}
        className={classes(
          "items-center border-b px-3 py-2 font-medium text-ink-soft text-sm",
          layoutOf(true, selection !== null),
        )}
      >
        {selection && <SelectRead selection={selection} order={order} isShown={isWide} />}
        {HEADINGS.map(([name, className]) => (
          <ColumnHeading key={name} className={className} title={t(`${name}Hint`)}>
            {t(name)}
          </ColumnHeading>
        ))}
        <ColumnHeading className="sr-only">{t("menu")}</ColumnHeading>
      </Row>
    </RowGroup>
  );
}

/** All that have been read, or none. */
function SelectRead({
  selection,
  order,
  isShown,
}: {
  selection: Selection;
  order: readonly number[];
  isShown: boolean;
}) {
  const t = useTranslations("monitors.list");
  const count = selection.ids.size;
  const isAll = order.length > 0 && count >= order.length;
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = count > 0 && !isAll;
  });
  return (
    <ColumnHeading>
      {isShown ? (
        <label className="inline-flex size-9 items-center justify-center">
          <span className="sr-only">{t("selectRead")}</span>
          <input
            ref={box}
            type="checkbox"
            checked={isAll}
            onChange={() => (isAll ? selection.clear() : selection.set(order))}
            className="size-4.5 accent-accent"
          />
        </label>
      ) : (
        t("selectRead")
      )}
    </ColumnHeading>
  );
}

/** Where rows are to come. */
export function More() {
  const t = useTranslations("common");
  return (
    <p role="status" className="grid gap-3 p-4">
      <span className="sr-only">{t("loading")}</span>
      <Skeleton className="h-9" />
      <Skeleton className="h-9" />
    </p>
  );
}

/** The ids of what is shown, in order. */
export function useOrder(rows: readonly MonitorAnswer[]): readonly number[] {
  return useMemo(() => rows.map((row) => row.id), [rows]);
}
