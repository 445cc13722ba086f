import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterAll, afterEach, beforeAll, vi } from "vitest";
import "./layout";
import { navigation } from "./navigation";
import { server } from "./server";

// As long as a busy machine may take.
configure({ asyncUtilTimeout: 5_000 });

vi.mock("next/navigation", () => import("./navigation"));

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => {
  server.resetHandlers();
  navigation.reset();
  cleanup();
});
afterAll(() => {
  server.close();
  // The window stays for the next file, which finds it as it was, and makes our modules anew.
  localStorage.clear();
  sessionStorage.clear();
  document.head.replaceChildren();
  document.body.replaceChildren();
  history.replaceState(null, "", "/");
  vi.resetModules();
});
