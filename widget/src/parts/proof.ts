/** The proof of work: finds the counter of an ALTCHA challenge with the browser's own PBKDF2, a few at a time. */
import { ask, json } from "../api";
import { offerPart } from "../fetching";
import type { Proof } from "../posting";

interface Challenge {
  parameters: {
    algorithm: string;
    nonce: string;
    salt: string;
    cost: number;
    keyLength: number;
    keyPrefix: string;
    expiresAt?: number;
  };
  signature?: string;
}

/** Steps derived at once: they run on the browser's own threads, so the page's thread is never held. */
const STEPS = [0, 1, 2, 3, 4, 5, 6, 7];
const MOST = 1e6;

const bytes = (hex: string): number[] => (hex.match(/../g) || []).map((pair) => parseInt(pair, 16));
const hex = (buffer: ArrayBuffer): string =>
  [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

async function derive({ parameters }: Challenge, counter: number): Promise<string> {
  const password = new Uint8Array([...bytes(parameters.nonce), counter >>> 24, counter >>> 16, counter >>> 8, counter]);
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const how = {
    name: "PBKDF2",
    hash: parameters.algorithm.slice(7),
    salt: new Uint8Array(bytes(parameters.salt)),
    iterations: parameters.cost,
  };
  return hex(await crypto.subtle.deriveBits(how, key, parameters.keyLength * 8));
}

async function solve(challenge: Challenge): Promise<string> {
  const started = Date.now();
  for (let first = 0; first < MOST; first += STEPS.length) {
    const keys = await Promise.all(STEPS.map((step) => derive(challenge, first + step)));
    const hit = keys.findIndex((key) => key.startsWith(challenge.parameters.keyPrefix));
    if (hit < 0) continue;
    const solution = { counter: first + hit, derivedKey: keys[hit], time: Date.now() - started };
    return btoa(json({ challenge, solution }));
  }
  return "";
}

/** Fetches a challenge and solves it; undefined where the page has no WebCrypto (plain HTTP) or no challenge came. */
async function prove(api: string, site: string): Promise<Proof | undefined> {
  if (!crypto.subtle) return undefined;
  const { body } = await ask<Challenge>(`${api}/v1/challenge?site=${encodeURIComponent(site)}`);
  if (!body?.parameters) return undefined;
  return { payload: await solve(body), expires_at: (body.parameters.expiresAt || Infinity) * 1000 };
}

offerPart("proof", prove);
