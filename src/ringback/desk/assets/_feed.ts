/** A stream of changes from the server, remembering when each part last changed. */

export const PARTS = ["calls", "today", "trunks", "presence", "recordings", "dialling", "sites", "visitors", "team", "hours", "webhooks", "notices"] as const;

export class Feed {
  private readonly changedAt = new Map<string, number>();
  private connectedAt = Infinity;
  private source: EventSource | null = null;
  private retry = 0;

  constructor(
    private readonly url: string,
    private readonly told: (what: string) => void,
  ) {
    this.open();
  }

  /** What may have changed after `since` (milliseconds): all of it where the stream was not open by then. */
  changedSince(since: number): readonly string[] {
    if (this.connectedAt === Infinity) return []; // the hello to come tells everybody
    if (this.connectedAt > since) return PARTS;
    return PARTS.filter((what) => (this.changedAt.get(what) ?? 0) >= since);
  }

  close(): void {
    this.source?.close();
  }

  private open(): void {
    const source = new EventSource(this.url);
    this.source = source;
    source.addEventListener("hello", () => {
      this.retry = 0;
      this.connectedAt = Date.now();
      for (const what of PARTS) this.told(what);
      this.told("connected");
    });
    source.addEventListener("change", ({ data }: MessageEvent<string>) => {
      this.changedAt.set(data, Date.now());
      this.told(data);
    });
    source.addEventListener("error", () => {
      this.connectedAt = Infinity;
      this.told("disconnected");
      // A browser gives up for good on an answer that is no stream (signed out, a proxy's error page).
      if (source.readyState === EventSource.CLOSED) this.openLater();
    });
  }

  private openLater(): void {
    this.retry = Math.min(this.retry + 1, 5);
    setTimeout(() => this.open(), 2000 * 2 ** this.retry);
  }
}
