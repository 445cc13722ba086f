import createClient, { type Middleware } from "openapi-fetch";
import { csrfToken } from "./cookies";
import { Refusal } from "./problem";
import type { Problem, paths } from "./schema";
import { workspaceId } from "./workspace";

const SAFE = new Set(["GET", "HEAD"]);
const DEADLINE_MS = 30_000;
/** A check may take a minute, and its answer comes when it has ended. */
const TRIAL_DEADLINE_MS = 70_000;
/** A year of thousands of monitors is played while its progress is told. */
const BACKTEST_DEADLINE_MS = 600_000;
const TWO_TABS_AT_ONCE = 409;

/** Paths in which a workspace has no part. */
const isAboutNobody = (url: URL) =>
  /^\/api\/v1\/(session|auth|setup|sign-up|password-reset|account)\b/.test(url.pathname);

let renewal: Promise<boolean> | null = null;

/** Fresh cookies for a session whose access has expired; one request for all who ask meanwhile. */
function renew(): Promise<boolean> {
  renewal ??= requestRenewal().finally(() => {
    renewal = null;
  });
  return renewal;
}

async function requestRenewal(): Promise<boolean> {
  const answer = await send(
    new Request(new URL("/api/v1/session/refresh", location.origin), { method: "POST" }),
  );
  // Another tab was quicker: its cookies are ours.
  return answer.ok || answer.status === TWO_TABS_AT_ONCE;
}

async function send(request: Request): Promise<Response> {
  if (!SAFE.has(request.method)) request.headers.set("X-CSRF-Token", csrfToken());
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(deadlineOf(request.url))]);
  return fetch(request, { signal, credentials: "same-origin" });
}

function deadlineOf(url: string): number {
  if (url.includes("/api/v1/monitors/test")) return TRIAL_DEADLINE_MS;
  return url.includes("/api/v1/policies/backtest") ? BACKTEST_DEADLINE_MS : DEADLINE_MS;
}

async function fetchRenewed(request: Request): Promise<Response> {
  const again = request.clone();
  const answer = await send(request);
  if (answer.status !== 401) return answer;
  const problem = (await answer
    .clone()
    .json()
    .catch(() => ({}))) as Partial<Problem>;
  if (problem.code !== "access_expired" || !(await renew())) return answer;
  return send(again);
}

const inWorkspace: Middleware = {
  onRequest({ request }) {
    const id = workspaceId();
    if (id !== null && !isAboutNobody(new URL(request.url))) request.headers.set("X-Workspace", id);
  },
};

/** The API. Answers are `{data, error, response}`; `told` makes of them data, or a thrown Refusal. */
export const api = createClient<paths>({
  baseUrl: typeof location === "undefined" ? "http://tocsin.test" : location.origin,
  fetch: fetchRenewed,
  querySerializer: { array: { style: "form", explode: true } },
});
api.use(inWorkspace);

interface Answered<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** What was answered. Throws Refusal. */
export async function told<Data>(asked: Promise<Answered<Data>>): Promise<Data> {
  const { data, error, response } = await asked.catch((failure: unknown) => {
    if (failure instanceof DOMException && failure.name === "AbortError") throw failure;
    throw new Refusal(0, { detail: failure instanceof Error ? failure.message : String(failure) });
  });
  if (!response.ok) throw new Refusal(response.status, isProblem(error) ? error : {}, waitOf(response));
  return data as Data;
}

/** As `told`, and the ETag of what was answered, to be sent back as `If-Match`. */
export async function toldWithTag<Data>(
  asked: Promise<Answered<Data>>,
): Promise<{ data: Data; etag: string | null }> {
  let etag: string | null = null;
  const data = await told(
    asked.then((answered) => {
      etag = answered.response.headers.get("etag");
      return answered;
    }),
  );
  return { data, etag };
}

function waitOf(response: Response): number | null {
  const seconds = Number.parseInt(response.headers.get("retry-after") ?? "", 10);
  return Number.isNaN(seconds) ? null : seconds;
}

function isProblem(error: unknown): error is Problem {
  return typeof error === "object" && error !== null && "code" in error && "detail" in error;
}
