import { HttpResponse, http } from "msw";
import type { SessionAnswer, WaysInAnswer } from "@/api/schema";
import { server } from "@/testing/server";

export const WAYS: WaysInAnswer = {
  set_up: { is_needed: false, needs_token: false },
  sign_up: "invitation",
  sends_mail: true,
  providers: [],
  passkeys: { are_possible: false, reason: null },
  password: { shortest: 10, longest: 256 },
};

export const SESSION: SessionAnswer = {
  user: { id: 1, email: "ada@example.com", name: "Ada" },
  workspaces: [],
  csrf_token: "token",
  expires_at: "2030-01-01T00:00:00Z",
  authenticated_at: "2029-12-01T00:00:00Z",
  way: "password",
};

export const at = (path: string) => `http://tocsin.test/api/v1${path}`;

/** Tocsin's ways in, as `WAYS` but for what a test says. */
export function letIn(ways: Partial<WaysInAnswer> = {}): void {
  server.use(http.get(at("/auth"), () => HttpResponse.json({ ...WAYS, ...ways })));
}

/** A post is answered so; what was sent comes back. */
export function onPost(path: string, answer: object, init: ResponseInit = {}): unknown[] {
  const sent: unknown[] = [];
  server.use(
    http.post(at(path), async ({ request }) => {
      sent.push(await request.json());
      return HttpResponse.json(answer, init);
    }),
  );
  return sent;
}

export const refusal = (code: string, detail: string, more: object = {}) => ({ code, detail, ...more });
