/** Fetching a part of the dialog, as the beacon fetches the dialog: by an address that changes, checked by its hash. */
import type { Config } from "./config";
import { el } from "./dom";

/** Answers with nothing where the site has no such part, or it did not come. */
export function fetchPart<Part>({ parts = {} }: Config, name: string): Promise<Part | undefined> {
  const wanted = parts[name];
  const come = (): Part | undefined => window.__ringback?.parts?.[name] as Part;
  return new Promise((done) => {
    if (!wanted || come()) return done(come());
    // A policy's name can be used once a page, and the beacon has used its own.
    const policy = window.trustedTypes?.createPolicy(`ringback-${name}`, { createScriptURL: (url) => url });
    const script = el("script", { crossorigin: "anonymous", integrity: wanted.integrity });
    script.onload = script.onerror = () => done(come());
    script.src = policy ? policy.createScriptURL(wanted.url) : wanted.url;
    document.documentElement.appendChild(script);
  });
}

/** Called by a part's file when it has come. */
export function offerPart(name: string, part: unknown): void {
  const page = window.__ringback;
  if (page) (page.parts ||= {})[name] = part;
}
