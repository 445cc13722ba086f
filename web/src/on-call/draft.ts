import type { RotationAnswer, Turn } from "@/api/schema";
import { ownTimeZone } from "@/policies/draft";

export interface Participant {
  readonly user: number;
  readonly channels: readonly number[];
}

/** What the form holds: what is sent, as it is typed. */
export interface RotationForm {
  readonly name: string;
  readonly turn: Turn;
  readonly every: string;
  readonly starts_on: string;
  readonly hand_over: string;
  readonly time_zone: string;
  readonly participants: readonly Participant[];
}

/** From the Monday of this week on: the first turn is under way at once. */
export function newRotation(now: Date): RotationForm {
  const monday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - ((now.getDay() + 6) % 7), 12);
  return {
    name: "",
    turn: "weekly",
    every: "1",
    starts_on: monday.toISOString().slice(0, 10),
    hand_over: "09:00",
    time_zone: ownTimeZone(),
    participants: [],
  };
}

export const formOf = (rotation: RotationAnswer): RotationForm => ({
  name: rotation.name,
  turn: rotation.turn as Turn,
  every: String(rotation.every),
  starts_on: rotation.starts_on,
  hand_over: rotation.hand_over,
  time_zone: rotation.time_zone,
  participants: rotation.participants,
});

export const draftOf = (form: RotationForm) => ({
  ...form,
  name: form.name.trim(),
  every: Number(form.every) || 0,
  time_zone: form.time_zone.trim(),
  participants: form.participants.map(({ user, channels }) => ({ user, channels: [...channels] })),
});
