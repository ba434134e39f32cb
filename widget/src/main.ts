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
  // What has this also has modal dialogs; style sheets throw before anything is shown. So browsers from before 2023 get the
  // page without a widget rather than with a broken one.
  if (config && "timeout" in AbortSignal && !document.querySelector(TAG)) mount(config);
});

const atRest = safely((): void => {
  const idle = window.requestIdleCallback || ((work: () => void) => setTimeout(work));
  idle(start, { timeout: 1000 });
});

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", atRest);
else atRest();
