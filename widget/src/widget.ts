/** The widget itself: a floating button, a dialog, and one callback at a time between them. */
import { ask, freshKey, json, type Problem, type Receipt, type State } from "./api";
import { look, type Config } from "./config";
import { CROSS, el, HANDSET, icon, listen, safely } from "./dom";
import { follow, isUnderWay } from "./follow";
import { makeForm, type Values } from "./form";
import { prove, type Proof } from "./proof";
import { isFinal, makeStatus } from "./status";
import { recall, remember } from "./memory";
import { isRightToLeft, language, textsFor } from "./texts";
import css from "./widget.css";

export const TAG = "ringback-widget";

function page(): Record<string, string | undefined> {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
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
  const pill = el("button", { class: "pill", "aria-haspopup": "dialog" }, icon(HANDSET), pillText, pillTime);
  // Says each state while the dialog is closed; open, its headline does.
  const live = el("div", { role: "status", class: "v" });
  const close = el("button", { class: "x", "aria-label": texts.close }, icon(CROSS));
  const intro = el("p", { class: "d" }, texts.text);
  const form = makeForm(config, texts, send);
  const status = makeStatus(config, texts, { cancel, again: () => (reset(), form.focus()) }, (text) => {
    pillTime.textContent = text;
  });
  const number = config.phone || "";
  const dial = el("p", { class: "u" }, number && `${texts.or} `, number && el("a", { href: `tel:${number.replace(/[^\d+]/g, "")}`, dir: "ltr" }, number));
  const organisation = el("p", { class: "o" }, config.organisation);
  const title = el("h2", { id: "title" }, texts.title);
  const card = el("div", { class: "c" }, organisation, title, close, intro, form.node, status.node, dial);
  const dialog = el("dialog", { "aria-labelledby": "title" }, card);
  const around = el("aside", { class: "r", "aria-label": texts.title, lang: tag, dir: isRightToLeft(tag) ? "rtl" : "ltr" }, pill, live, dialog);
  const host = el(TAG as "div");
  // Open, so that assistive tools and the site's own tests can see in: a closed root keeps no script out.
  const root = host.attachShadow({ mode: "open" });

  function reset(): void {
    unfollow();
    status.stop();
    status.node.dataset.stage = "";
    receipt = state = undefined;
    remember(config.key);
    card.style.minHeight = "";
    render();
  }

  function render(): void {
    const text = state && receipt ? status.show(state, receipt.phone_shown) : "";
    const waits = isUnderWay(state?.state || "");
    form.node.hidden = intro.hidden = !!text;
    status.node.hidden = !text;
    dial.style.visibility = state && !isFinal(state) ? "hidden" : "";
    pill.hidden = dialog.open;
    pill.dataset.state = waits ? "wait" : text && "told";
    pillText.textContent = text || texts.button;
    if (live.textContent !== text) live.textContent = text;
  }

  function take(next: State): void {
    const first = !state;
    state = next;
    if (isFinal(next)) remember(config.key);
    // Told to nobody who still looks: the button is simply itself again.
    if (next.state === "gone" || (!dialog.open && /^(ended|cancelled)$/.test(next.state))) return reset();
    const focused = root.activeElement as HTMLElement | null;
    // As tall as the form was on this screen: no state makes the card jump.
    if (first && dialog.open) card.style.minHeight = `${dialog.clientHeight}px`;
    render();
    if (dialog.open && (first || focused?.hidden)) status.focus();
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
    take(body);
  }

  function open(): void {
    dialog.showModal();
    render();
    if (state) return status.focus();
    form.focus();
    if (config.pow) proof ||= prove(config.api, config.key);
  }

  function shut(): void {
    // Before the dialog closes, because that gives the focus back to it.
    pill.hidden = false;
    dialog.close();
    if (state && isFinal(state)) reset();
  }

  listen(pill, "click", open);
  listen(close, "click", shut);
  listen(dialog, "cancel" as "close", (event) => (event.preventDefault(), shut()));
  listen(dialog, "click", (event) => event.target === dialog && shut());

  // What is typed here is not a shortcut of the page, and the page's own focus traps need not know.
  const inside: (keyof HTMLElementEventMap)[] = ["keydown", "keypress", "keyup", "input", "change", "focusin", "focusout", "paste"];
  inside.forEach((name) => listen(around, name, (event) => event.stopPropagation()));
  // An adopted sheet passes a strict `style-src`, where a style element would not.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css + look(config));
  root.adoptedStyleSheets = [sheet];
  root.appendChild(around);
  render();
  // Beside the body, whose transforms and replacements would carry it away.
  document.documentElement.appendChild(host);
  const kept = recall(config.key);
  if (kept) safely(() => begin(JSON.parse(kept) as Receipt))();
}
