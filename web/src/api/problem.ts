import type { Problem } from "./schema";

/** An answer that refuses (RFC 9457). `status` 0: there was no answer at all. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | null;
  /** By JSON pointer: what would be right. */
  readonly fields: Readonly<Record<string, string>>;
  /** Seconds, as the server has said them; null where it has not. */
  readonly wait: number | null;

  constructor(status: number, problem: Partial<Problem> = {}, wait: number | null = null) {
    super(problem.detail || problem.title || (status ? `HTTP ${status}` : "no answer"));
    this.name = "Refusal";
    this.status = status;
    this.code = problem.code ?? (status ? "unreadable" : "unreachable");
    this.requestId = problem.request_id ?? null;
    this.wait = wait;
    this.fields = Object.fromEntries((problem.errors ?? []).map((error) => [error.pointer, error.message]));
  }

  /** Trying again may help. */
  get isPassing(): boolean {
    return this.status === 0 || this.status >= 500 || this.status === 429;
  }
}

export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  return new Refusal(0, { detail: error instanceof Error ? error.message : String(error) });
}
