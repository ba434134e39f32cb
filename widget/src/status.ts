/** What happens after the number is left: the countdown, each state in words, and the truth when nobody answers. */
import type { State } from "./api";
import type { Config } from "./config";
import { after, CHECK, CLOCK, el, HANDSET, icon, listen, set, shape } from "./dom";
import { isUnderWay } from "./follow";
import { language, timeText, type Texts } from "./texts";
import type { View } from "./view";

export interface Status extends View {
  /** Shows a state and answers with its headline. */
  show: (state: State, phoneShown: string, change?: string) => string;
  say: (text: string) => void;
  stop: () => void;
}

const STAGES: Record<string, number> = { received: 1, queued: 1, calling_agent: 1, agent_answered: 2, calling_you: 2, connected: 3 };
const RING_LENGTH = 283;

const clockText = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

/** Whether a state is the last one of the whole callback, with no further try to come. */
export const isFinal = ({ state, retry_at }: State): boolean => !isUnderWay(state) && !retry_at;

export function makeStatus(
  config: Config,
  texts: Texts,
  press: { cancel: () => unknown; again: () => unknown },
  tick: (text: string) => void,
): Status {
  const arc = shape("circle", { cx: 50, cy: 50, r: 45, "stroke-dasharray": RING_LENGTH });
  const ring = shape("svg", { viewBox: "0 0 100 100", "aria-hidden": "true" }, shape("circle", { cx: 50, cy: 50, r: 45 }), arc);
  const middle = el("div", { class: "m", role: "timer" });
  const headline = el("h3", { tabindex: -1, "aria-live": "polite" });
  const detail = el("p");
  const number = el("bdi", { dir: "ltr", class: "n" });
  const cancel = el("button", { class: "b q" }, texts.cancel);
  const change = el("a", { target: "_blank", rel: "noopener" }, texts.later);
  const below = el("p", { class: "u" });
  const again = el("button", { class: "b" }, texts.again);
  const steps = el("div", { class: "p", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
  const face = el("div", { class: "g" }, ring, middle);
  const told = el("div", { class: "w" }, face, steps, headline, number, detail);
  const node = el("div", { class: "s" }, told, el("div", { class: "a" }, cancel, below, again));
  listen(cancel, "click", press.cancel);
  listen(again, "click", press.again);
  let timer = 0;
  let started = 0;
  let retried = false;

  const say = (text: string): void => {
    detail.textContent = text;
  };
  /** Counts down to what was promised, then openly up: the whole time waited (MISSION W20). */
  const count = (): void => {
    const waited = Math.max(0, (performance.now() - started) / 1000);
    const left = Math.ceil(config.seconds - waited);
    const text = left > 0 ? String(left) : clockText(waited);
    set(arc, "stroke-dashoffset", RING_LENGTH * Math.min(1, waited / config.seconds));
    middle.textContent = text;
    tick(text);
    if (left <= 0) say(texts.late);
    timer = after(1 - (waited % 1), count);
  };
  const stop = (): void => {
    clearTimeout(timer);
    tick("");
  };
  const draw = (state: State): void => {
    const good = /^(connected|ended)$/.test(state.state);
    set(arc, "stroke-dashoffset", 0);
    middle.textContent = "";
    middle.appendChild(icon(good ? CHECK : state.retry_at || state.position ? CLOCK : HANDSET));
  };
  const begin = (waited: number): void => {
    // After a retry the clock starts anew: the first promise was already answered with the truth.
    started = performance.now() - (retried ? 0 : waited * 1000);
    retried = false;
  };

  const show = (state: State, phoneShown: string, address = ""): string => {
    const { state: name, retry_at, message_key = name } = state;
    const words: Partial<Record<string, string>> = texts;
    const text = words[name] || texts.failed;
    const more = message_key === name ? "" : words[message_key];
    const stage = STAGES[name] || 0;
    const { position, estimate_seconds: estimate } = state;
    const place = position ? texts.place.replace("{position}", String(position)) : "";
    const wait = estimate ? ` ${texts.estimate.replace("{minutes}", String(Math.ceil(estimate / 60)))}` : "";
    if (stage && !+(node.dataset.stage || 0)) begin(state.seconds_waited || 0);
    node.dataset.stage = String(stage);
    node.dataset.state = name;
    headline.textContent = text;
    number.textContent = phoneShown;
    const then = retry_at && timeText(new Date(retry_at), language(config));
    const promised = name === "scheduled" ? "{time}" : texts.retry;
    say(then ? promised.replace("{time}", then) : place + wait || more || "");
    change.href = address;
    below.replaceChildren(...(address && retry_at ? [change] : []));
    cancel.hidden = isFinal(state) || name === "connected";
    again.hidden = !isFinal(state) || name === "ended";
    stop();
    if (stage && !/^(queued|calling_you|connected)$/.test(name)) count();
    else draw(state);
    retried = retried || !!retry_at;
    return text;
  };
  return { node, show, say, stop, focus: () => headline.focus() };
}
