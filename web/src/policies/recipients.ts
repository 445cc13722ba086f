import { queryOptions, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { api, told } from "@/api/client";
import type { Role } from "@/api/schema";
import { useSession } from "@/session/session";
import type { Choice } from "@/ui/fields";

/** Whom a step tells. */
export type Target =
  | { readonly channel: number }
  | { readonly rotation: number }
  | { readonly user: number }
  | { readonly role: Role };

export const ROLES = ["owner", "admin", "editor", "responder", "viewer"] as const satisfies readonly Role[];

const MOST_PAGES = 10;
const PAGE = 100;

interface Paged<Item> {
  readonly items: readonly Item[];
  readonly next_cursor: string | null;
}

/** All of a list that people keep short: its pages, one after another. */
async function every<Item>(read: (cursor: string | null) => Promise<Paged<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer: Paged<Item> = await read(cursor);
    items.push(...answer.items);
    cursor = answer.next_cursor;
    if (cursor === null) break;
  }
  return items;
}

const from = (cursor: string | null) => ({ query: { limit: PAGE, ...(cursor && { cursor }) } });

export const everyChannelQuery = queryOptions({
  queryKey: ["channels", "every"],
  queryFn: ({ signal }) =>
    every((cursor) => told(api.GET("/api/v1/channels", { params: from(cursor), signal }))),
});

export const everyRotationQuery = queryOptions({
  queryKey: ["rotations", "every"],
  queryFn: ({ signal }) =>
    every((cursor) => told(api.GET("/api/v1/rotations", { params: from(cursor), signal }))),
});

export const everyPolicyQuery = queryOptions({
  queryKey: ["policies", "every"],
  queryFn: ({ signal }) =>
    every((cursor) => told(api.GET("/api/v1/policies", { params: from(cursor), signal }))),
});

export const membersQuery = queryOptions({
  queryKey: ["members", "every"],
  queryFn: ({ signal }) => told(api.GET("/api/v1/members", { signal })),
  select: (page) => page.items,
});

/** Such as `channel:7`. */
export function keyOf(target: Target): string {
  const [[kind, id] = ["", ""]] = Object.entries(target);
  return `${kind}:${id}`;
}

export function targetOf(key: string): Target {
  const kind = key.slice(0, key.indexOf(":"));
  const id = key.slice(kind.length + 1);
  if (kind === "role") return { role: id as Role };
  if (kind === "channel") return { channel: Number(id) };
  return kind === "rotation" ? { rotation: Number(id) } : { user: Number(id) };
}

export interface Recipients {
  nameOf: (target: Target) => string;
  /** Everybody who may be named, with the word for what they are. */
  choices: readonly Choice[];
}

/** Who can be told, by name. */
export function useRecipients(): Recipients {
  const t = useTranslations("policies.targets");
  const { can } = useSession();
  const { data: channels } = useQuery({ ...everyChannelQuery, enabled: can("channels:read") });
  const { data: rotations } = useQuery(everyRotationQuery);
  const { data: members } = useQuery({ ...membersQuery, enabled: can("workspace:read") });
  return useMemo(() => {
    const names = new Map<string, string>();
    const choices: Choice[] = [];
    const add = (target: Target, name: string, kind: string) => {
      names.set(keyOf(target), name);
      choices.push({ value: keyOf(target), label: `${name} · ${kind}` });
    };
    for (const { id, name } of channels ?? []) add({ channel: id }, name, t("channel"));
    for (const { id, name } of rotations ?? []) add({ rotation: id }, name, t("rotation"));
    for (const { user_id, name, email } of members ?? []) add({ user: user_id }, name || email, t("user"));
    for (const role of ROLES) add({ role }, t(`roles.${role}`), t("role"));
    const nameOf = (target: Target) =>
      names.get(keyOf(target)) ?? t("unknown", { id: keyOf(target).split(":")[1] ?? "" });
    return { nameOf, choices };
  }, [channels, rotations, members, t]);
}
