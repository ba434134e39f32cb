/** One callback at a time: asking for it, following it, calling it off. Knows nothing of what shows it. */
import { ask, json, type Problem, type Receipt, type State } from "./api";
import { follow } from "./follow";
import type { Values } from "./form";
import { recall, remember } from "./memory";
import { name } from "./naming";
import { poster } from "./posting";
import type { Stage } from "./stage";
import { isFinal } from "./status";
import type { Texts } from "./texts";

export interface Conversation {
  /** The number as it may be shown, once there is a request; then `state` too. */
  phone: string | undefined;
  state: State | undefined;
  /** Where its time is changed, if one was chosen. */
  change: string | undefined;
  /** Where the server tells of it. */
  url: string;
  /** Answers with the problem to show, or with nothing once the callback is on its way. */
  send: (values: Values) => Promise<Problem | undefined>;
  /** Answers with what went wrong, if something did. */
  cancel: () => Promise<string>;
  forget: () => void;
  /** Goes on with a callback that another page of the site began. */
  resume: () => void;
  prepare: () => unknown;
}

export function converse(stage: Stage, texts: Texts, changed: (first: boolean) => void): Conversation {
  const { config, view, token: store } = stage;
  const { post, prepare } = poster<Receipt>(stage, texts, "callbacks");
  let unfollow = (): void => {};
  const told: Conversation = { phone: undefined, state: undefined, change: undefined, url: "", send, cancel, forget, resume, prepare };

  function forget(): void {
    unfollow();
    told.phone = told.state = undefined;
    remember(config.key);
  }

  function take(next: State): void {
    const first = !told.state;
    told.state = next;
    if (isFinal(next)) remember(config.key);
    changed(first);
  }

  async function send(values: Values): Promise<Problem | undefined> {
    const { version } = config.consent;
    const { kept, ...said } = values;
    const { body, problem } = await post({ ...said, token: kept ? store() : undefined, consent: { version, accepted: true } });
    if (!body) return problem;
    begin(body);
    if (config.beacons) name(config, body.token, view, store);
    return undefined;
  }

  function begin(given: Receipt): void {
    const { token } = given;
    ({ phone_shown: told.phone, change: told.change } = given);
    told.url = `${config.api}/v1/callbacks/${token}`;
    remember(config.key, json({ token, phone_shown: told.phone, change: told.change }));
    if (given.state) take(given);
    unfollow = follow(told.url, take);
  }

  async function cancel(): Promise<string> {
    const { body, problem } = await ask<State>(`${told.url}/cancel`, "{}");
    if (!body) return problem?.detail || texts.failed;
    take(body);
    return "";
  }

  function resume(): void {
    const kept = recall(config.key);
    if (kept) begin(JSON.parse(kept) as Receipt);
  }
  return told;
}
