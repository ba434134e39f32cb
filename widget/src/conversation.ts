/** One callback at a time: asking for it, following it, calling it off. Knows nothing of what shows it. */
import { ask, freshKey, json, type Problem, type Receipt, type State } from "./api";
import { follow } from "./follow";
import type { Values } from "./form";
import { recall, remember } from "./memory";
import { name } from "./naming";
import { prove, type Proof } from "./proof";
import type { Stage } from "./stage";
import { isFinal } from "./status";
import { language, type Texts } from "./texts";

export interface Conversation {
  /** The number as it may be shown, once there is a request; then `state` too. */
  phone: string | undefined;
  state: State | undefined;
  /** Answers with the problem to show, or with nothing once the callback is on its way. */
  send: (values: Values) => Promise<Problem | undefined>;
  /** Answers with what went wrong, if something did. */
  cancel: () => Promise<string>;
  forget: () => void;
  /** Goes on with a callback that another page of the site began. */
  resume: () => void;
  prepare: () => void;
}

function page(): Record<string, string | undefined> {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  // Without the fragment: pages keep secrets there.
  return { page: location.href.split("#")[0], referrer: document.referrer || undefined, zone };
}

export function converse({ config, view, token: store }: Stage, texts: Texts, changed: (first: boolean) => void): Conversation {
  const visit = config.beacons ? view : undefined;
  let token = "";
  let unfollow = (): void => {};
  let proof: Promise<Proof | undefined> | undefined;
  let draft: { values: string; body: string; key: string } | undefined;
  const told: Conversation = { phone: undefined, state: undefined, send, cancel, forget, resume, prepare };

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
    const same = json(values);
    if (draft?.values !== same) {
      const work = config.pow ? await proven() : undefined;
      const { consent, key: site } = config;
      const agreed = { version: consent.version, accepted: true };
      const body = json({ site, ...values, consent: agreed, ...page(), visit, language: language(config), pow: work?.payload });
      draft = { values: same, body, key: freshKey() };
    }
    const { status: code, body, problem } = await ask<Receipt>(`${config.api}/v1/callbacks`, draft.body, draft.key);
    // Nobody knows whether a request without an answer arrived: the next try must carry the same key.
    if (code) draft = proof = undefined;
    if (!body) return code ? problem : { detail: (navigator.onLine ? texts.failed : texts.offline) || "" };
    begin(body);
    if (visit) name(config, body.token, visit, store);
    return undefined;
  }

  async function proven(): Promise<Proof | undefined> {
    const ready = await (proof ||= prove(config.api, config.key));
    if (ready && ready.expires_at > Date.now() + 5000) return ready;
    return (proof = prove(config.api, config.key));
  }

  function prepare(): void {
    if (config.pow) proof ||= prove(config.api, config.key);
  }

  function begin(given: Receipt): void {
    ({ token, phone_shown: told.phone } = given);
    remember(config.key, json({ token, phone_shown: told.phone }));
    if (given.state) take(given);
    unfollow = follow(`${config.api}/v1/callbacks/${token}`, take);
  }

  async function cancel(): Promise<string> {
    const { body, problem } = await ask<State>(`${config.api}/v1/callbacks/${token}/cancel`, "{}");
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
