"use client";

import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { useSchemaText } from "@/i18n/schema-texts";
import { Button, IconButton } from "@/ui/button";
import { Menu } from "@/ui/menu";
import { described } from "./described";
import { type ShapeProps, ShapeView } from "./field-view";
import { type Field, inWords, type Shape } from "./fields";
import { FieldsView } from "./fields-view";
import { Fieldset } from "./fieldset";
import { errorWithin, isObject, pointerTo, type Value } from "./json";
import { variantOf } from "./object-view";

/** Rows that can be added, moved and removed; what is in each is drawn by its own shape. */
export function ListView({ shape, field, value, onChange, pointer, errors }: ShapeProps<"list">) {
  const say = useSchemaText();
  const items = Array.isArray(value) ? (value as readonly Value[]) : [];
  const rows = useRowKeys(items.length);
  const list = useRef<HTMLOListElement>(null);
  const focusAdded = useFocusAdded(list, items.length);
  const isFull = shape.mostItems !== undefined && items.length >= shape.mostItems;

  const add = (item: Value) => {
    focusAdded();
    onChange([...items, item]);
  };
  const remove = (index: number) => {
    rows.remove(index);
    onChange(items.filter((_, other) => other !== index));
  };
  const move = (from: number, to: number) => {
    rows.move(from, to);
    onChange(moved(items, from, to));
  };

  return (
    <Fieldset field={field} error={items.length === 0 ? errorWithin(errors, pointer) : errors[pointer]}>
      {items.length > 0 && (
        <ol ref={list} className="grid gap-2">
          {items.map((item, index) => (
            <Row
              key={rows.keys[index]}
              title={titleOf(shape.item, item, field, index, say)}
              lead={isObjectShape(shape.item) ? leadOf(shape.item, item) : null}
              onRemove={() => remove(index)}
              onUp={index > 0 ? () => move(index, index - 1) : undefined}
              onDown={index < items.length - 1 ? () => move(index, index + 1) : undefined}
            >
              <Item
                shape={shape.item}
                field={itemField(field, index)}
                value={item}
                onChange={(one) => onChange(items.map((old, other) => (other === index ? (one ?? "") : old)))}
                pointer={pointerTo(pointer, index)}
                errors={errors}
              />
            </Row>
          ))}
        </ol>
      )}
      {!isFull && <Adder shape={shape.item} onAdd={add} what={field.title} />}
    </Fieldset>
  );
}

function Item(props: ShapeProps) {
  const { shape, value, errors, pointer } = props;
  const fields =
    shape.type === "group"
      ? shape.fields
      : shape.type === "union" && isObject(value)
        ? variantOf(shape, value)?.fields
        : undefined;
  if (fields === undefined) return <ShapeView {...props} />;
  const own = errors[pointer];
  return (
    <>
      <FieldsView
        {...{ fields, pointer, errors }}
        value={isObject(value) ? value : {}}
        onChange={props.onChange}
      />
      {own && (
        <p data-invalid tabIndex={-1} className="font-medium text-down text-sm">
          {own}
        </p>
      )}
    </>
  );
}

interface RowProps {
  title: string;
  /** Null: what is inside says its title itself. */
  lead: string | null;
  onRemove: () => void;
  onUp: (() => void) | undefined;
  onDown: (() => void) | undefined;
  children: ReactNode;
}

function Row({ title, lead, onRemove, onUp, onDown, children }: RowProps) {
  const t = useTranslations("forms.list");
  const actions = (
    <span className="flex shrink-0">
      <IconButton icon={ArrowUp} label={t("moveUp", { title })} onClick={onUp} disabled={!onUp} />
      <IconButton icon={ArrowDown} label={t("moveDown", { title })} onClick={onDown} disabled={!onDown} />
      <IconButton icon={Trash2} label={t("remove", { title })} onClick={onRemove} />
    </span>
  );
  if (lead === null)
    return (
      <li className="flex items-end gap-1">
        <div className="min-w-0 grow">{children}</div>
        {actions}
      </li>
    );
  return (
    <li className="grid gap-3 rounded-lg border bg-sunken pt-2 pr-2 pb-3.5 pl-3.5">
      <div className="flex items-start justify-between gap-2">
        <div className="min-w-0 pt-1">
          <h3 className="truncate font-semibold text-sm">{title}</h3>
          {lead && <p className="text-ink-soft text-sm">{described(lead)}</p>}
        </div>
        {actions}
      </div>
      <div className="pr-1.5">{children}</div>
    </li>
  );
}

function Adder({ shape, onAdd, what }: { shape: Shape; onAdd: (item: Value) => void; what: string }) {
  const t = useTranslations("forms.list");
  const say = useSchemaText();
  if (shape.type !== "union") {
    return (
      <div>
        <Button
          look="secondary"
          icon={Plus}
          aria-label={`${t("add")}: ${what}`}
          onClick={() => onAdd(shape.type === "group" ? {} : "")}
        >
          {t("add")}
        </Button>
      </div>
    );
  }
  return (
    <div>
      <Menu
        align="start"
        trigger={
          <Button look="secondary" icon={Plus} aria-label={`${t("add")}: ${what}`}>
            {t("add")}
          </Button>
        }
        items={shape.variants.map((variant) => ({
          label: say(inWords(variant.value)),
          onSelect: () => onAdd({ [shape.tag]: variant.value }),
        }))}
      />
    </div>
  );
}

function titleOf(
  shape: Shape,
  item: Value,
  field: Field,
  index: number,
  say: (text: string) => string,
): string {
  if (shape.type === "union" && isObject(item)) return say(inWords(String(item[shape.tag] ?? "")));
  return `${field.title} ${index + 1}`;
}

const isObjectShape = (shape: Shape): boolean => shape.type === "union" || shape.type === "group";

function leadOf(shape: Shape, item: Value): string {
  return shape.type === "union" && isObject(item) ? (variantOf(shape, item)?.description ?? "") : "";
}

/** The field of one item: it has no words of its own. */
function itemField(field: Field, index: number): Field {
  return {
    ...field,
    title: `${field.title} ${index + 1}`,
    description: "",
    isRequired: true,
    placeholder: "",
  };
}

function moved<Item>(items: readonly Item[], from: number, to: number): Item[] {
  const rest = items.filter((_, index) => index !== from);
  return [...rest.slice(0, to), ...items.slice(from, from + 1), ...rest.slice(to)];
}

/** A key for each row that goes with it when it moves. */
function useRowKeys(count: number) {
  const keys = useRef<number[]>([]);
  const next = useRef(0);
  while (keys.current.length < count) keys.current.push(next.current++);
  keys.current.length = count;
  return {
    keys: keys.current,
    remove: (index: number) => void keys.current.splice(index, 1),
    move: (from: number, to: number) => {
      keys.current = moved(keys.current, from, to);
    },
  };
}

/** Once a row is there that was asked for, typing goes on in it. */
function useFocusAdded(list: { current: HTMLElement | null }, count: number): () => void {
  const isAwaited = useRef(false);
  useEffect(() => {
    if (!isAwaited.current || count === 0) return;
    isAwaited.current = false;
    const inputs = list.current?.lastElementChild?.querySelectorAll<HTMLElement>("input, textarea, select");
    inputs?.[0]?.focus();
  }, [list, count]);
  return () => {
    isAwaited.current = true;
  };
}
