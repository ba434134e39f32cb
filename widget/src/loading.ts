/** Fetching the dialog when it is first needed: from an address that changes with its content, checked by its hash. */
import { el } from "./dom";
import type { Config } from "./config";
import type { Make } from "./stage";

interface Policies {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

declare global {
  interface Window {
    __ringback?: Config[] & { make?: Make; parts?: Record<string, unknown> };
    trustedTypes?: Policies;
  }
}

/** A script element, because a page's `script-src` that names our origin lets it in, and only it knows `integrity`. */
export function load({ dialog }: Config): Promise<Make | undefined> {
  return new Promise((done) => {
    const policy = window.trustedTypes?.createPolicy("ringback", { createScriptURL: (url) => url });
    const script = el("script", { crossorigin: "anonymous", integrity: dialog.integrity });
    script.onload = script.onerror = () => done(window.__ringback?.make);
    script.src = policy ? policy.createScriptURL(dialog.url) : dialog.url;
    document.documentElement.appendChild(script);
  });
}
