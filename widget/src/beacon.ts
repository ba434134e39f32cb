/** What every page loads: the face in the corner, the goals, and a dialog that is fetched when it is first needed. */
import { speaking, type Config } from "./config";
import { listen, safely } from "./dom";
import { pill, shade, TAG } from "./face";
import { load } from "./loading";
import type { Dialog } from "./stage";
import { happened, here, store, view, visit, type Said } from "./visit";

const EVENT = "ringback:";

type Page = { dataLayer?: object[]; ringback?: unknown };
const page = window as Page;

async function run(config: Config, { arm = "shown", rules = [] }: Partial<Said>): Promise<void> {
  const held = arm === "held_out";
  const { floating, opener } = config;
  const face = pill(config);
  let made: Promise<Dialog | undefined> | undefined;

  const tell = (name: string, detail: object = {}): void => {
    dispatchEvent(new CustomEvent(EVENT + name, { detail }));
    if (config.dataLayer) (page.dataLayer ||= []).push({ event: `ringback_${name}`, ...detail });
  };
  const goal = (goal: string): void => {
    tell("goal", { goal });
    happened(config, "goal", { goal });
  };
  // Beside the body, whose transforms and replacements would carry it away.
  const corner = held ? undefined : shade(config, TAG, document.documentElement, face.button);
  face.button.hidden = floating === false;

  const dialog = async (): Promise<Dialog | undefined> => {
    if (!corner) return undefined;
    made ||= load(config).then((make) => make?.({ config, shade: corner, pill: face, tell, goal, view, token: store, visit: (more) => visit(config, more) }));
    const ready = await made;
    if (!ready) made = undefined;
    return ready;
  };
  const open = async (from?: Element): Promise<void> => {
    const ready = await dialog();
    if (ready) ready.open(from);
    // Nothing is broken: a link of the site's own goes where it went, and the button says so.
    else if ((from as HTMLAnchorElement)?.href) location.href = (from as HTMLAnchorElement).href;
    else face.text.textContent = config.failed as string;
  };
  const each = (selector: string, work: (found: HTMLElement) => void): void =>
    document.querySelectorAll<HTMLElement>(selector).forEach(work);
  const own = `[data-ringback=open]${opener ? `,${opener}` : ""}`;
  // Keeps its place, so that nothing moves for those who never see the widget.
  if (held) each(own, ({ style }) => style.setProperty("visibility", "hidden", "important"));

  listen(face.button, "click", () => open());
  listen(face.button, "pointerenter", dialog);
  listen(document, "click", (event) => {
    for (const one of event.composedPath() as HTMLAnchorElement[]) {
      if (/^tel:/.test(one.href)) goal("phone");
      if (!held && one.matches?.(own)) event.preventDefault(), open(one);
    }
  });
  listen(document, "submit" as "input", () => goal("form"));
  each("[data-ringback=button],[data-ringback=form]", (place) => {
    dialog().then((ready) => ready?.embed(place));
  });
  page.ringback = {
    open: () => open(),
    close: async () => (await made)?.close(),
    on: (name: string, work: (detail: unknown) => void) =>
      addEventListener(EVENT + name, (event) => work((event as CustomEvent).detail)),
    goal,
  };
  tell("ready", { arm });
  happened(config, "view", { page: here(), referrer: document.referrer });
  let since = Date.now();
  let seconds = 0;
  listen(document, "visibilitychange" as "input", () => {
    if (document.hidden) happened(config, "leave", { seconds: (seconds += (Date.now() - since) / 1000) });
    since = Date.now();
  });
  // Last, because it throws where storage is blocked. A call under way goes on from page to page.
  if (rules[0] || sessionStorage[EVENT + config.key]) (await dialog())?.watch(rules);
}

const start = safely(async (): Promise<void> => {
  const given = window.__ringback?.[0];
  // What has `timeout` also has modal dialogs; style sheets throw before anything is shown. So browsers from before 2023 get the
  // page without a widget rather than with a broken one.
  if (!given || !("timeout" in AbortSignal) || page.ringback) return;
  page.ringback = {};
  const config = speaking(given);
  const said = await visit(config, { touch: matchMedia("(pointer:coarse)").matches });
  await run({ ...config, ...(said.variant === "b" && config.variant) }, said);
});

const atRest = safely((): void => {
  (window.requestIdleCallback || setTimeout)(start, { timeout: 1000 } as IdleRequestOptions & number);
});

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", atRest);
else atRest();
