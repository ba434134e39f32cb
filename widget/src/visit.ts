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

const store = (text?: string): string => {
  if (text !== undefined) localStorage.ringback = text;
  return localStorage.ringback || "";
};

/**
 * Asks what may be shown, or reports a goal or what became of a prompt. Undefined where nothing can be kept: whoever would
 * be a new visitor on each page is neither prompted nor counted.
 */
export async function visit({ api, key: site, visits }: Config, more: object): Promise<Said | undefined> {
  if (!visits) return undefined;
  try {
    const token = store(store());
    const page = location.href.split("#")[0];
    // An own toJSON, because old libraries put one on the prototype that JSON.stringify would obey. It is not sent.
    const body = JSON.stringify({ site, token, page, ...more, toJSON: undefined });
    // Says that this visit's first goal was counted, should the page be gone before the next token comes.
    if ("goal" in more) store(token.replace(/!?$/, "!"));
    // As plain text, so that no question goes ahead of it; kept alive, because goals are reported while leaving.
    const answer = await fetch(`${api}/v1/visits`, { method: "POST", credentials: "omit", keepalive: true, body });
    const said = (await answer.json()) as Said;
    if (!said.token) return undefined;
    store(said.token);
    return said;
  } catch {
    return undefined;
  }
}
