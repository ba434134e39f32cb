/** Starts one widget a page, once the page is there and at rest. */
import type { Config } from "./config";
import { safely } from "./dom";
import { mount, TAG } from "./widget";

declare global {
  interface Window {
    __ringback?: Config[];
  }
}

const start = safely((): void => {
  const config = window.__ringback?.[0];
  // What has both also has modal dialogs. Browsers from before 2023 get the page without a widget rather than a broken one.
  const able = "timeout" in AbortSignal && "adoptedStyleSheets" in document;
  if (config && able && !document.querySelector(TAG)) mount(config);
});

const atRest = safely((): void => {
  if ("requestIdleCallback" in window) requestIdleCallback(start, { timeout: 1000 });
  else (window as Window).setTimeout(start, 1);
});

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", atRest);
else atRest();
