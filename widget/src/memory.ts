/** The one thing kept in the browser: a callback under way, in this tab only, and only after the visitor's consent. */

const PREFIX = "ringback:";

/** Storage may be blocked altogether; then the next page of the shop simply does not know. */
export function remember(site: string, value?: string): void {
  try {
    if (value) sessionStorage.setItem(PREFIX + site, value);
    else sessionStorage.removeItem(PREFIX + site);
  } catch {
    // Nothing to do: the call itself does not depend on it.
  }
}

export function recall(site: string): string | null {
  try {
    return sessionStorage.getItem(PREFIX + site);
  } catch {
    return null;
  }
}
