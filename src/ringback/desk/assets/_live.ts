/** Turns changes told by the server into `desk:<part>` events on the body, which htmx elements refetch on. */

import { Feed } from "./_feed";

const SETTLE_MILLISECONDS = 120;
const waiting = new Set<string>();
const sending = new Set<XMLHttpRequest>();
let pressed = false;
let timer = 0;

function deliver(): void {
  timer = 0;
  if (document.hidden || held()) return; // later: when the page is looked at again, or let go
  const parts = [...waiting];
  waiting.clear();
  for (const part of parts) document.body.dispatchEvent(new CustomEvent(`desk:${part}`));
}

function heard(what: string): void {
  const offline = document.getElementById("offline");
  if (what === "disconnected" || what === "connected") {
    window.clearTimeout(offlineTimer);
    // A restart of the server takes a moment; only a longer silence is worth a word.
    if (what === "disconnected") offlineTimer = window.setTimeout(() => offline?.removeAttribute("hidden"), 4000);
    else offline?.setAttribute("hidden", "");
    return;
  }
  waiting.add(what);
  timer ||= window.setTimeout(deliver, SETTLE_MILLISECONDS);
}

let offlineTimer = 0;

function shareStream(worker: string, organisation: string, url: string): boolean {
  if (typeof SharedWorker === "undefined") return false;
  try {
    // Where browsers know it, the worker and its stream outlive the moment between two pages.
    const options = { name: `ringback-${organisation}`, extendedLifetime: true };
    const { port } = new SharedWorker(worker, options);
    port.onmessage = ({ data }: MessageEvent<string>) => heard(data);
    // What the server rendered may be as old as the start of this navigation.
    port.postMessage({ url, since: performance.timeOrigin });
    window.addEventListener("pagehide", () => port.postMessage("bye"));
    return true;
  } catch {
    return false;
  }
}

/**
 * Between press and release, and while a question is open, nothing is swapped: what was meant would be gone. Nor while
 * something is being sent: its form would be gone, and what was read before it is old.
 */
function held(): boolean {
  return pressed || sending.size > 0 || document.querySelector("dialog[open]") !== null;
}

function holdWhileSent({ detail }: CustomEvent<{ xhr: XMLHttpRequest; requestConfig: { verb: string } }>): void {
  if (detail.requestConfig.verb === "get") return;
  sending.add(detail.xhr);
  detail.xhr.addEventListener("loadend", () => {
    sending.delete(detail.xhr);
    deliver();
  });
}

function holdStill(): void {
  document.addEventListener("close", () => window.setTimeout(deliver, 50), true);
  document.addEventListener("pointerdown", () => (pressed = true), true);
  for (const end of ["pointerup", "pointercancel"]) {
    document.addEventListener(
      end,
      () =>
        window.setTimeout(() => {
          pressed = false;
          deliver();
        }, 50),
      true,
    );
  }
  document.body.addEventListener("htmx:beforeRequest", holdWhileSent as EventListener);
  document.body.addEventListener("htmx:beforeSwap", ((event: CustomEvent) => {
    const cause = (event.detail as { requestConfig?: { triggeringEvent?: Event } }).requestConfig?.triggeringEvent?.type;
    if (!held() || !cause?.startsWith("desk:")) return;
    (event.detail as { shouldSwap: boolean }).shouldSwap = false;
    waiting.add(cause.slice("desk:".length));
  }) as EventListener);
}

export function startLive(): void {
  const { stream, worker, organisation } = document.body.dataset;
  if (!stream || !worker) return;
  document.addEventListener("visibilitychange", deliver);
  holdStill();
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
  if (!shareStream(worker, organisation ?? "", stream)) new Feed(stream, heard);
}
