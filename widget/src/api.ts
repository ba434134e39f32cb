/** Talking to the website door: one request function, problems as values, and no dependence on the page's prototypes. */
import type { Offers } from "./offers";

export interface FieldProblem {
  field: string;
  problem: string;
  mend: string;
}

export interface Problem {
  detail?: string;
  title?: string;
  errors?: FieldProblem[];
  /** What can still be chosen, where the time that was is gone. */
  slots?: Offers;
}

export interface State {
  state: string;
  /** The key of a text that says more than the state itself, such as "late". */
  message_key?: string;
  seconds_waited?: number;
  retry_at?: string | null;
  /** In the queue: the place from 1, and how long it is likely to take, where anybody can tell. */
  position?: number;
  estimate_seconds?: number;
}

export interface Receipt extends State {
  token: string;
  phone_shown: string;
  events: string;
  /** Where a chosen time is moved or called off. */
  change?: string;
}

/** What came back; `status` 0 when nothing did. */
export type Answer<T> = { status: number; body?: T; problem?: Problem };

/** JSON.stringify for values and plain objects, which is all we send: the built-in one obeys toJSON methods that old libraries put on prototypes. */
export function json(value: unknown): string {
  if (!value || typeof value !== "object") return JSON.stringify(value);
  const known = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${known.map(([name, item]) => `${JSON.stringify(name)}:${json(item)}`).join()}}`;
}

export function freshKey(): string {
  // randomUUID exists on secure pages only; many shops are still read over plain HTTP.
  if (crypto.randomUUID) return crypto.randomUUID();
  return crypto.getRandomValues(new Uint32Array(4)).join("-");
}

export async function ask<T>(url: string, body?: string, key?: string): Promise<Answer<T>> {
  const headers: Record<string, string> = {};
  if (body) headers["Content-Type"] = "application/json";
  if (key) headers["Idempotency-Key"] = key;
  try {
    const response = await fetch(url, {
      method: body === undefined ? "GET" : "POST",
      headers,
      credentials: "omit",
      cache: "no-store",
      body: body || null,
      signal: AbortSignal.timeout(15000),
    });
    const { ok, status } = response;
    const content = await response.json().catch(() => ({}));
    return ok ? { status, body: content as T } : { status, problem: content as Problem };
  } catch {
    return { status: 0, problem: {} };
  }
}
