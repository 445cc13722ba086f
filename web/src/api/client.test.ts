import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { server } from "@/testing/server";
import { api, told } from "./client";
import { Refusal } from "./problem";
import { chooseWorkspace } from "./workspace";

const EXPIRED = {
  code: "access_expired",
  detail: "expired",
  errors: [],
  title: "",
  status: 401,
  type: "",
  request_id: "1",
};

const counts = (answers: Array<() => Response>, seen: Request[] = []) =>
  http.get("*/api/v1/monitors/counts", ({ request }) => {
    seen.push(request);
    return (answers.length > 1 ? answers.shift() : answers[0])?.();
  });

const fine = () => HttpResponse.json({ up: 1 });
const expired = () => HttpResponse.json(EXPIRED, { status: 401 });
const ask = () => told(api.GET("/api/v1/monitors/counts"));

describe("the client of the API", () => {
  it("renews a session whose access has expired, and asks again", async () => {
    let renewals = 0;
    server.use(
      counts([expired, fine]),
      http.post("*/api/v1/session/refresh", () => {
        renewals += 1;
        return HttpResponse.json({});
      }),
    );
    expect(await ask()).toEqual({ up: 1 });
    expect(renewals).toBe(1);
  });

  it("renews once for all who ask at the same time", async () => {
    let renewals = 0;
    server.use(
      counts([expired, expired, expired, fine]),
      http.post("*/api/v1/session/refresh", () => {
        renewals += 1;
        return HttpResponse.json({});
      }),
    );
    await Promise.all([ask(), ask(), ask()]);
    expect(renewals).toBe(1);
  });

  it("takes the cookies of another tab that was quicker", async () => {
    server.use(
      counts([expired, fine]),
      http.post("*/api/v1/session/refresh", () => HttpResponse.json({}, { status: 409 })),
    );
    expect(await ask()).toEqual({ up: 1 });
  });

  it("says that the session has ended when it can't be renewed", async () => {
    server.use(
      counts([expired]),
      http.post("*/api/v1/session/refresh", () => HttpResponse.json({}, { status: 401 })),
    );
    await expect(ask()).rejects.toMatchObject({ status: 401, code: "access_expired" });
  });

  it("names the workspace, and the token on what changes something", async () => {
    // biome-ignore lint/suspicious/noDocumentCookie: as the server sets it
    document.cookie = "tocsin_csrf=abc";
    chooseWorkspace(7);
    const seen: Request[] = [];
    server.use(
      http.post("*/api/v1/monitors/7/pause", ({ request }) => {
        seen.push(request);
        return HttpResponse.json({});
      }),
    );
    await told(api.POST("/api/v1/monitors/{monitor_id}/pause", { params: { path: { monitor_id: 7 } } }));
    chooseWorkspace(null);
    expect(seen[0]?.headers.get("x-csrf-token")).toBe("abc");
    expect(seen[0]?.headers.get("x-workspace")).toBe("7");
  });

  it("tells which fields were refused", async () => {
    const problem = {
      ...EXPIRED,
      code: "invalid",
      status: 422,
      errors: [{ pointer: "/name", message: "must not be empty" }],
    };
    server.use(counts([() => HttpResponse.json(problem, { status: 422 })]));
    await expect(ask()).rejects.toMatchObject({ fields: { "/name": "must not be empty" } });
  });

  it("tells a server that does not answer from one that refuses", async () => {
    server.use(counts([() => HttpResponse.error()]));
    const refusal = await ask().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal).toMatchObject({ status: 0, isPassing: true });
  });
});
