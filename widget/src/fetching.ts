/** Fetching a part of the dialog, as the beacon fetches the dialog: by an address that changes, checked by its hash. */
import type { Config } from "./config";
import { el } from "./dom";

interface Policy {
  createScriptURL: (url: string) => string;
}

/** The address as a page with trusted types wants it. A policy's name can be used once a page, so all parts share one. */
function trusted(url: string): string {
  const page = window.__ringback;
  if (!page || !window.trustedTypes) return url;
  const parts = (page.parts ||= {});
  const policy = (parts.policy ||= window.trustedTypes.createPolicy("ringback-parts", { createScriptURL: (given) => given }));
  return (policy as Policy).createScriptURL(url);
}

/** Answers with nothing where the site has no such part, or it did not come. */
export function fetchPart<Part>({ parts = {} }: Config, name: string): Promise<Part | undefined> {
  const wanted = parts[name];
  const ready = (): Part | undefined => window.__ringback?.parts?.[name] as Part;
  return new Promise((done) => {
    if (!wanted || ready()) return done(ready());
    const script = el("script", { crossorigin: "anonymous", integrity: wanted.integrity });
    script.onload = script.onerror = () => done(ready());
    try {
      script.src = trusted(wanted.url);
    } catch {
      // The page's policy does not name us: then it goes without.
      return done(undefined);
    }
    document.documentElement.appendChild(script);
  });
}

/** Called by a part's file when it has come. */
export function offerPart(name: string, part: unknown): void {
  const page = window.__ringback;
  if (page) (page.parts ||= {})[name] = part;
}
