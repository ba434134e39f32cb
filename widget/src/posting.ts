/** Sending what a visitor typed: once, whatever the network does, with the work that the site asks of browsers. */
import { ask, freshKey, json, type Answer } from "./api";
import { fetchPart } from "./fetching";
import { zone } from "./offers";
import type { Stage } from "./stage";
import { language } from "./texts";

export interface Proof {
  payload: string;
  /** Milliseconds since the epoch. */
  expires_at: number;
}

/** Fetches a challenge and solves it; nothing where the page has no WebCrypto (plain HTTP) or no challenge came. */
export type Prove = (api: string, site: string) => Promise<Proof | undefined>;

export interface Poster<T> {
  post: (values: object) => Promise<Answer<T>>;
  /** Begins the work before anything is sent. */
  prepare: () => unknown;
}

function page(): Record<string, string | undefined> {
  // Without the fragment: pages keep secrets there.
  return { page: location.href.split("#")[0], referrer: document.referrer || undefined, zone: zone() };
}

/** `texts` say what went wrong where no answer came. */
export function poster<T>({ config, view }: Stage, texts: { failed: string; offline: string }, path: string): Poster<T> {
  let proof: Promise<Proof | undefined> | undefined;
  let draft: { values: string; body: string; key: string } | undefined;

  const prove = async (): Promise<Proof | undefined> =>
    config.pow ? (await fetchPart<Prove>(config, "proof"))?.(config.api, config.key) : undefined;

  async function proven(): Promise<Proof | undefined> {
    const ready = await (proof ||= prove());
    return !ready || ready.expires_at > Date.now() + 5000 ? ready : (proof = prove());
  }

  async function post(values: object): Promise<Answer<T>> {
    const same = json(values);
    if (draft?.values !== same) {
      const work = await proven();
      const visit = config.beacons ? view : undefined;
      const body = json({ site: config.key, ...values, ...page(), visit, language: language(config), pow: work?.payload });
      draft = { values: same, body, key: freshKey() };
    }
    const answer = await ask<T>(`${config.api}/v1/${path}`, draft.body, draft.key);
    // Nobody knows whether a request without an answer arrived: the next try must carry the same key.
    if (answer.status) draft = proof = undefined;
    else answer.problem = { detail: navigator.onLine ? texts.failed : texts.offline };
    return answer;
  }

  return { post, prepare: () => (proof ||= prove()) };
}
