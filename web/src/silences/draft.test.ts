import { expect, test } from "vitest";
import { draftOf, emptyForm, formOf, gaps, type WindowForm } from "./draft";
import { silenceSample } from "./samples";

const NOW = Date.parse("2026-11-22T10:20:00Z");
const form = (part: Partial<WindowForm> = {}): WindowForm => ({ ...emptyForm(NOW, "UTC"), ...part });

test("a new one begins now, and ends after a while", () => {
  expect(draftOf(form())).toMatchObject({ start: null, end: null, duration: "2h", rrule: null });
});

test("what was read is sent back as it was", () => {
  expect(draftOf(formOf(silenceSample))).toEqual({
    comment: "Weekly restart",
    match: silenceSample.match,
    start: "2030-03-24T02:00:00.000Z",
    end: null,
    duration: "1h",
    rrule: "FREQ=WEEKLY;BYDAY=SU",
    time_zone: "Europe/Berlin",
  });
});

test("every monitor stands alone", () => {
  const match = { ...form().match, tags: ["team:pay"] };
  expect(draftOf(form({ isEverything: true, match })).match).toMatchObject({ everything: true, tags: [] });
});

test("what repeats has a length, whatever was chosen before", () => {
  const draft = draftOf(form({ repeat: { every: "day" }, ends: "until", begins: "now" }));
  expect(draft).toMatchObject({ start: "2026-11-22T11:00:00.000Z", end: null, duration: "2h" });
});

test("a time that is none is never taken for now", () => {
  expect(gaps(form({ begins: "at", start: "" }))).toEqual(["/start"]);
  expect(gaps(form({ ends: "until", until: "soon" }))).toEqual(["/end"]);
  expect(gaps(form({ length: "a while" }))).toEqual(["/duration"]);
  expect(gaps(form())).toEqual([]);
});
