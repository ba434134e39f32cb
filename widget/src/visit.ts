/** What the server says of this page view, and the one thing kept for it: a signed token that identifies nobody. */
import type { Config } from "./config";
import type { Rule } from "./triggers";

export interface Said {
  token: string;
  arm: string;
  variant: string;
  /** The rules that may still prompt on this page. */
  rules: Rule[];
  /** The permission that was asked for, or nothing. */
  prompt: { rule: number } | null;
}

/** Names this look at this page, and nobody. The desk shows a request with what is known of it. */
export const view = `${Math.random()}`;

/** The token, after writing `text` if there is one; "" where nothing can be kept. */
export function store(text?: string): string {
  try {
    if (text) localStorage.ringback = text;
    return localStorage.ringback || "";
  } catch {
    return "";
  }
}

/**
 * As plain text, so that no question goes ahead of it; kept alive, because pages report while they are left. With a toJSON of its
 * own, because old libraries put one on prototypes that JSON.stringify would obey; it is not sent.
 */
const post = ({ api, key: site }: Config, path: string, more: object): Promise<Response> =>
  fetch(`${api}/v1/${path}`, {
    method: "POST",
    credentials: "omit",
    keepalive: true,
    body: JSON.stringify({ site, token: store(), ...more, toJSON: undefined }),
  });

/** The page's address without the fragment: pages keep secrets there. */
export const here = (): string => location.href.split("#")[0] as string;

/** Reports what happened on this page. The mark behind the token says that this visit has reached a goal. */
export function happened(config: Config, kind: string, more: object): void {
  if (!config.beacons) return;
  post(config, "beacons", { view, events: [{ kind, at: Date.now(), ...more }] }).catch(() => 0);
  if (kind === "goal") store(store().replace(/([^!])$/, "$1!"));
}

/**
 * Asks what may be shown, or reports what became of a prompt. No answer where nothing can be kept: whoever would be a new
 * visitor on each page is neither prompted nor counted.
 */
export async function visit(config: Config, more: object): Promise<Partial<Said>> {
  if (!config.visits || !store(store() || "-")) return {};
  try {
    const said = (await (await post(config, "visits", { page: here(), ...more })).json()) as Said;
    store(said.token);
    return said;
  } catch {
    return {};
  }
}
