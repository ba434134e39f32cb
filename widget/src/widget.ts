/** The widget itself: a floating button, a dialog, and one callback at a time between them. */
import { ask, freshKey, json, type Problem, type Receipt, type State } from "./api";
import { colours, type Config } from "./config";
import { CROSS, el, HANDSET, icon, listen, safely } from "./dom";
import { follow, isUnderWay } from "./follow";
import { makeForm, type Values } from "./form";
import { prove, type Proof } from "./proof";
import { isFinal, makeStatus } from "./status";
import { recall, remember } from "./memory";
import { isRightToLeft, language, textsFor } from "./texts";
import css from "./widget.css";

export const TAG = "ringback-widget";

/** Adopted sheets pass a strict `style-src`; the element is for browsers from before they existed. */
function dress(root: ShadowRoot, text: string): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.appendChild(el("style", {}, text));
  }
}

function page(): Record<string, string | undefined> {
  let zone: string | undefined;
  try {
    zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  } catch {
    // The server then goes by the number and the site.
  }
  // Without the fragment: pages keep secrets there.
  return { page: location.href.split("#")[0], referrer: document.referrer || undefined, zone };
}

export function mount(config: Config): void {
  const texts = textsFor(config);
  const tag = language(config);
  let receipt: Receipt | undefined;
  let state: State | undefined;
  let unfollow = (): void => {};
  let proof: Promise<Proof | undefined> | undefined;
  let draft: { values: string; body: string; key: string } | undefined;

  const pillText = el("span", {}, texts.button);
  const pillTime = el("span", { class: "t", "aria-hidden": "true" });
  const pill = el("button", { type: "button", class: "pill", "aria-haspopup": "dialog" }, icon(HANDSET), pillText, pillTime);
  const live = el("p", { role: "status", class: "v" });
  const liveOutside = el("p", { role: "status", class: "v" });
  const close = el("button", { type: "button", class: "x", "aria-label": texts.close }, icon(CROSS));
  const intro = el("p", { class: "d" }, texts.text);
  const form = makeForm(config, texts, send);
  const status = makeStatus(config, texts, { cancel, again: () => (reset(), form.focus()) }, (text) => {
    pillTime.textContent = text;
  });
  const card = el("div", { class: "c" });
  const dialog = el("dialog", { "aria-labelledby": "title" }, card);
  if (config.organisation) card.appendChild(el("p", { class: "o" }, config.organisation));
  [el("h2", { id: "title" }, texts.title), close, intro, form.node, status.node, live].forEach((part) =>
    card.appendChild(part),
  );
  if (config.phone) {
    const link = el("a", { href: `tel:${config.phone.replace(/[^\d+]/g, "")}`, dir: "ltr" }, config.phone);
    card.appendChild(el("p", { class: "u" }, `${texts.or} `, link));
  }

  function reset(): void {
    unfollow();
    status.stop();
    status.node.dataset.stage = "";
    receipt = state = undefined;
    remember(config.key);
    render();
  }

  function render(): void {
    const text = state && receipt ? status.show(state, receipt.phone_shown) : "";
    const busy = !!state;
    form.node.hidden = intro.hidden = busy;
    status.node.hidden = !busy;
    pill.dataset.state = !state ? "" : isUnderWay(state.state) ? "wait" : "told";
    pillText.textContent = text || texts.button;
    if (live.textContent !== text) live.textContent = liveOutside.textContent = text;
  }

  function take(next: State): void {
    if (next.state === "gone") return reset();
    const first = !state;
    state = next;
    if (isFinal(next)) remember(config.key);
    // Told to nobody who still looks: the button is simply itself again.
    if (!dialog.open && /^(ended|cancelled)$/.test(next.state)) return reset();
    const hadFocus = dialog.open && (first || !card.contains((card.getRootNode() as ShadowRoot).activeElement));
    render();
    if (hadFocus) status.focus();
  }

  async function send(values: Values): Promise<Problem | undefined> {
    const same = json(values);
    if (draft?.values !== same) {
      const work = config.pow ? await proven() : undefined;
      const { consent, key: site } = config;
      const agreed = { version: consent.version, accepted: true };
      const body = json({ site, ...values, consent: agreed, ...page(), language: tag, pow: work?.payload });
      draft = { values: same, body, key: freshKey() };
    }
    const { status: code, body, problem } = await ask<Receipt>(`${config.api}/v1/callbacks`, draft.body, draft.key);
    // Nobody knows whether a request without an answer arrived: the next try must carry the same key.
    if (code) draft = proof = undefined;
    if (!body) return code ? problem : { detail: (navigator.onLine ? texts.failed : texts.offline) || "" };
    begin(body);
    return undefined;
  }

  async function proven(): Promise<Proof | undefined> {
    const ready = await (proof ||= prove(config.api, config.key));
    if (ready && ready.expires_at > Date.now() + 5000) return ready;
    return (proof = prove(config.api, config.key));
  }

  function begin(given: Receipt): void {
    receipt = given;
    remember(config.key, json({ token: given.token, phone_shown: given.phone_shown }));
    if (given.state) take(given);
    unfollow = follow(`${config.api}/v1/callbacks/${given.token}`, take);
  }

  async function cancel(): Promise<void> {
    const { body, problem } = await ask<State>(`${config.api}/v1/callbacks/${receipt?.token}/cancel`, "{}");
    if (!body) return status.say(problem?.detail || texts.failed);
    unfollow();
    take(body);
  }

  function open(): void {
    // Very old browsers have no modal dialogs: there it is a plain one.
    if (dialog.showModal) dialog.showModal();
    else dialog.setAttribute("open", "");
    if (state) return status.focus();
    form.focus();
    if (config.pow) proof ||= prove(config.api, config.key);
  }

  function shut(): void {
    dialog.close();
    if (state && isFinal(state)) reset();
  }

  listen(pill, "click", open);
  listen(close, "click", shut);
  listen(dialog, "cancel" as "close", (event) => (event.preventDefault(), shut()));
  listen(dialog, "click", (event) => event.target === dialog && shut());

  const around = el("div", { class: `r ${config.position === "left" ? "left" : "right"}`, lang: tag });
  around.dir = isRightToLeft(tag) ? "rtl" : "ltr";
  [pill, liveOutside, dialog].forEach((part) => around.appendChild(part));
  // What is typed here is not a shortcut of the page, and the page's own focus traps need not know.
  const inside: (keyof HTMLElementEventMap)[] = ["keydown", "keypress", "keyup", "input", "change", "focusin", "focusout", "paste"];
  inside.forEach((name) => listen(around, name, (event) => event.stopPropagation()));
  const host = el(TAG as "div");
  // Open, so that assistive tools and the site's own tests can see in: a closed root keeps no script out.
  const root = host.attachShadow({ mode: "open" });
  dress(root, css + colours(config));
  root.appendChild(around);
  render();
  // Beside the body, whose transforms and replacements would carry it away.
  document.documentElement.appendChild(host);
  const kept = recall(config.key);
  if (kept) safely(() => begin(JSON.parse(kept) as Receipt))();
}
