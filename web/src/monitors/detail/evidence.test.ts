import { expect, test } from "vitest";
import { differencesOf } from "./evidence";

test("what has changed is told with what it was", () => {
  expect(differencesOf({ address: "192.0.2.9" }, { address: "192.0.2.1" })).toEqual([
    { path: ["address"], before: "192.0.2.1", now: "192.0.2.9" },
  ]);
});

test("what differs from one look to the next is left out", () => {
  const good = { dns_ms: 3, headers: [["Date", "Mon"]] };
  expect(differencesOf({ dns_ms: 4, headers: [["Date", "Tue"]] }, good)).toEqual([]);
});

test("headers are compared by name, whatever their order and case", () => {
  const good = {
    headers: [
      ["Server", "nginx/1.26"],
      ["Via", "a"],
    ],
  };
  const seen = {
    headers: [
      ["via", "a"],
      ["server", "nginx/1.27"],
    ],
  };
  expect(differencesOf(seen, good)).toEqual([
    { path: ["headers", "server"], before: "nginx/1.26", now: "nginx/1.27" },
  ]);
});

test("a header that is gone was something once", () => {
  const headers = [
    ["a", "1"],
    ["b", "2"],
  ];
  expect(differencesOf({ headers: [["a", "1"]] }, { headers })).toEqual([
    { path: ["headers", "b"], before: "2", now: null },
  ]);
});

test("addresses in another order are the same", () => {
  expect(differencesOf({ addresses: ["b", "a"] }, { addresses: ["a", "b"] })).toEqual([]);
});

test("what was not got so far as to be seen is no difference", () => {
  expect(differencesOf({}, { certificates: [{ subject: "CN=shop" }] })).toEqual([]);
});

test("within lists of things the place leads to what has changed", () => {
  const good = { assertions: [{ type: "status", got: "200" }] };
  expect(differencesOf({ assertions: [{ type: "status", got: "502" }] }, good)).toEqual([
    { path: ["assertions", "1", "got"], before: "200", now: "502" },
  ]);
});
