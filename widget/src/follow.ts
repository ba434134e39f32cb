/** Following a callback's state: a server-sent stream, and polling where no stream comes through. */
import { ask, type State } from "./api";
import { after, listen, safely } from "./dom";

/** States in which somebody waits, phones ring or people talk; every other state ends an attempt. */
export const isUnderWay = (state: string): boolean =>
  /^(received|queued|calling_agent|agent_answered|calling_you|connected)$/.test(state);

const LONGEST_TIMER_SECONDS = 2e6;

/** Tells each state until a final one; a `retry_at` wakes it again then. Returns what stops it. */
export function follow(url: string, tell: (state: State) => void): () => void {
  let stream: EventSource | undefined;
  let timer = 0;
  let failures = 0;

  const stop = (): void => {
    stream?.close();
    clearTimeout(timer);
  };
  const next = (seconds: number, work: () => unknown): void => {
    clearTimeout(timer);
    timer = after(Math.min(seconds, LONGEST_TIMER_SECONDS), work);
  };
  /** Passes a state on; false when this attempt is over. */
  const take = (state: State): boolean => {
    failures = 0;
    const goesOn = isUnderWay(state.state);
    if (!goesOn) stop();
    if (state.retry_at) next(Math.max(5, (Date.parse(state.retry_at) - Date.now()) / 1000), open);
    tell(state);
    return goesOn;
  };
  const poll = async (): Promise<void> => {
    stream?.close();
    const { status, body } = await ask<State>(url);
    if (body?.state ? take(body) : status !== 404) next(Math.min(2 * 1.5 ** failures++, 15), poll);
    else if (status === 404) take({ state: "gone" });
  };
  const open = (): void => {
    stream?.close();
    // A proxy that holds the stream back looks like silence, and so does a page that took EventSource away: then ask instead.
    next(5, poll);
    stream = new EventSource(`${url}/events`);
    listen(stream, "state" as "input", (event) => {
      clearTimeout(timer);
      take(JSON.parse((event as unknown as MessageEvent<string>).data) as State);
    });
    listen(stream, "error", () => {
      if (stream?.readyState === 2 || ++failures > 2) next(0, poll);
    });
  };
  safely(open)();
  return stop;
}
