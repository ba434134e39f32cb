/** The dialog: a card that shows one view at a time, and the page's button telling how a call stands while it is closed. */
import type { Problem } from "./api";
import type { Words } from "./config";
import { converse } from "./conversation";
import { decided } from "./departments";
import css from "./dialog.css";
import { CROSS, el, icon, listen, safely, set } from "./dom";
import { dress } from "./face";
import { fetchPart } from "./fetching";
import { isUnderWay } from "./follow";
import { makeForm, type Form, type Values } from "./form";
import { offersOf, type Offers } from "./offers";
import type { Dialog, Hold, Know, MakePart, Put, Stage, Watch } from "./stage";
import { isFinal, makeStatus } from "./status";
import { textsFor } from "./texts";
import type { Rule } from "./triggers";
import type { View } from "./view";
import type { Said } from "./visit";

function make(stage: Stage): Dialog {
  const { config, pill } = stage;
  const { root, around } = stage.shade;
  const texts = textsFor(config);
  const call = converse(stage, texts, changed);

  // Says each state while the dialog is closed; open, its headline does.
  const live = el("div", { role: "status", class: "v" });
  const time = el("span", { class: "t", "aria-hidden": "true" });
  const close = el("button", { class: "x", "aria-label": texts.close }, icon(CROSS));
  const intro = el("p", { class: "d" }, texts.text);
  const form = makeForm(config, texts, ask);
  const status = makeStatus(config, texts, { cancel, again: () => (reset(), form.focus()) }, (text) => {
    time.textContent = text;
  });
  pill.button.appendChild(time);
  const views: View[] = [form, status];
  const { phone: number, email, parts = {} } = config;
  // No browser has a microphone to offer on a page that is not secure.
  const labels = { times: texts.later, talk: !!(window.RTCPeerConnection && navigator.mediaDevices) && parts.talk?.label, message: texts.write };
  const ways = Object.entries(labels).map(([name, label]) => {
    const way = label && parts[name] && el("button", { class: "y", name }, label);
    if (way) way.onclick = () => turn(name);
    return way;
  });
  const later = ways[0];
  // Its place is kept while the answer is awaited: nothing jumps when that comes.
  if (later) later.style.cssText = "visibility:hidden";
  const others = el(
    "p",
    { class: "u" },
    number && el("span", {}, `${texts.or} `, el("a", { href: `tel:${number.replace(/[^\d+]/g, "")}`, dir: "ltr" }, number)),
    email && el("a", { href: `mailto:${email}`, dir: "ltr" }, email),
    ...ways,
  );
  const logo = config.logo && el("img", { class: "l", src: config.logo, alt: config.organisation || "" });
  const organisation = el("p", { class: "o" }, logo || config.organisation);
  const title = el("h2", { id: "title" }, texts.title);
  const card = el("div", { class: "c" }, organisation, title, close, intro, ...views.map(({ node }) => node), others);
  const dialog = el("dialog", { "aria-labelledby": "title" }, card);
  /** The rule that opened it unasked; 0 when the visitor did. */
  let unasked = 0;
  let unwatch = (): void => {};
  let last = "";
  let department = "";
  const met = new WeakSet<Form>();
  /** What the visitor chose: the form for a call, or a part in its place. */
  let chosen: View = form;
  /** The part that `chosen` is; "" is the form. `home`: what stands there first, since the form helps nobody after hours. */
  let part = "";
  let offers: Offers | undefined;
  let typed: Values | undefined;
  const home = (): string => offers?.instead || "";
  /** Building it and showing it are tasks of their own: neither holds the page's thread for long. */
  const built = new Promise((done) => setTimeout(done));

  /** Its heading and text: those of the rule that opens it, or the usual ones. */
  function word({ title: heading = texts.title, text = texts.text }: Words = {}): void {
    title.textContent = heading;
    intro.textContent = text.replace("{seconds}", String(config.seconds));
  }

  /** Shows one view and hides the others. */
  function show(shown: View): void {
    views.forEach((view) => (view.node.hidden = view !== shown));
    intro.hidden = shown !== form;
    title.hidden = shown === chosen && shown !== form;
  }

  /** Shows a part in place of the form, or the form again; what cannot be fetched leaves everything as it is. */
  async function turn(wanted = "", poll?: number): Promise<void> {
    const make = wanted && (await fetchPart<MakePart>(config, wanted));
    if (wanted && !make) return void (live.textContent = texts.failed);
    const back = wanted === home() ? undefined : () => turn(home());
    const next = make ? await make(stage, { department, poll, back, done, offers, typed, send: ask, instead }) : form;
    const held = root.activeElement;
    part = wanted;
    if (chosen !== form) views.pop(), chosen.node.remove();
    chosen = next;
    if (next !== form) views.push(next), card.insertBefore(next.node, others);
    set(dialog, "aria-labelledby", next === form ? "title" : "part-title");
    render();
    // Nobody's focus is taken by what comes by itself.
    if (dialog.open && held) chosen.focus();
  }

  /** Asks who is there; while nobody is, a time or a message takes the form's place. */
  async function greet(): Promise<void> {
    offers = await offersOf(config, department);
    if (later) later.style.cssText = offers?.times?.[0] ? "" : "display:none";
    if (!call.state && !part && home()) await turn(home());
  }

  function done(goal: string): void {
    came("accepted");
    if (goal) stage.goal(goal);
  }

  function reset(): void {
    call.forget();
    status.stop();
    status.node.dataset.stage = "";
    card.style.minHeight = "";
    render();
  }

  function render(): void {
    const { state, phone } = call;
    const text = state && phone !== undefined ? status.show(state, phone, call.change) : "";
    show(text ? status : chosen);
    others.hidden = part !== home();
    ways.forEach((way) => way && (way.hidden = way.name === part));
    others.style.visibility = state && !isFinal(state) ? "hidden" : "";
    pill.button.hidden = dialog.open || (config.floating === false && !text);
    pill.button.dataset.state = isUnderWay(state?.state || "") ? "wait" : text && "told";
    pill.text.textContent = text || texts.button;
    if (live.textContent !== text) live.textContent = text;
  }

  function changed(first: boolean): void {
    const { state } = call.state || { state: "" };
    if (state !== last) {
      stage.tell("state", { state });
      if (state === "queued") hold();
    }
    last = state;
    // Told to nobody who still looks: the button is simply itself again.
    if (state === "gone" || (!dialog.open && /^(ended|cancelled)$/.test(state))) return reset();
    const focused = root.activeElement as HTMLElement | null;
    // As tall as the form was on this screen: no state makes the card jump.
    if (first && dialog.open) card.style.minHeight = `${dialog.clientHeight}px`;
    render();
    if (dialog.open && (first || focused?.hidden)) status.focus();
  }

  /** Who waits may wait on the phone instead, where the site has that. */
  async function hold(): Promise<void> {
    (await fetchPart<Hold>(config, "hold"))?.(call.url, status.node);
  }

  async function ask(values: Values): Promise<Problem | undefined> {
    const problem = await call.send(values);
    if (problem && !values.at) return instead(problem, values);
    if (!problem) done("callback");
    return problem;
  }

  /** Everybody has left since the dialog asked: what can be had instead takes the form's place, with what was typed. */
  async function instead(problem: Problem, values?: Values): Promise<Problem> {
    if (!problem.slots?.instead) return problem;
    offers = problem.slots;
    typed = values;
    await turn(home());
    return { detail: " " };
  }

  /** What becomes of an unasked prompt. */
  function came(of: "accepted" | "dismissed"): void {
    if (unasked) stage.visit({ [of]: unasked });
    unasked = 0;
  }

  async function cancel(): Promise<void> {
    const wrong = await call.cancel();
    if (wrong) status.say(wrong);
  }

  /** Who is known need not type number and name again. Once for each form. */
  async function recognise(made: Form): Promise<void> {
    const again = met.has(made);
    met.add(made);
    if (stage.token() && !again) (await fetchPart<Know>(config, "known"))?.(stage, made);
  }

  async function open(from?: Element): Promise<void> {
    unwatch();
    await built;
    if (dialog.open) return;
    recognise(form);
    stage.tell("open");
    form.choose((department = decided(config, from)));
    word();
    dialog.showModal();
    render();
    (call.state ? status : chosen).focus();
    greet();
    call.prepare();
  }

  /** Unasked it takes neither the page nor the focus away from anybody: it stands there, and is said once. */
  async function prompt({ id, poll }: Rule): Promise<void> {
    if (poll) await turn("poll", poll);
    await built;
    if (dialog.open || call.state || (poll && chosen === form)) return;
    unasked = id;
    stage.tell("prompt", { rule: id });
    recognise(form);
    form.choose((department = decided(config)));
    word(config.prompts?.[id]);
    dialog.setAttribute("open", "");
    render();
    live.textContent = (chosen.node.querySelector("h3") || title).textContent;
    greet();
  }

  function shut(): void {
    if (!dialog.open) return;
    // Before the dialog closes, because that gives the focus back to it.
    pill.button.hidden = config.floating === false && !call.state;
    const held = root.activeElement;
    dialog.close();
    if (unasked && held) pill.button.focus();
    came("dismissed");
    stage.tell("close");
    if (part) turn();
    if (call.state && isFinal(call.state)) reset();
    else render();
  }

  /** What becomes of a form in the page is shown in the dialog. */
  async function embed(place: HTMLElement): Promise<void> {
    const put = await fetchPart<Put>(config, "faces");
    const send = async (values: Values): Promise<Problem | undefined> => {
      const problem = await ask(values);
      if (!problem || home()) open(place);
      return problem;
    };
    const form = place.dataset.ringback === "form" && makeForm(config, texts, send);
    if (form) recognise(form);
    put?.(stage, { place, texts, css, form, department: decided(config, place), open: () => open(place), quiet });
  }

  async function look(rules: Said["rules"]): Promise<void> {
    if (call.state || !rules[0]) return;
    const watch = await fetchPart<Watch>(config, "watch");
    // Who has opened it meanwhile need not be prompted.
    if (!watch || met.has(form)) return;
    unwatch = watch(rules, async (rule) => {
      if ((await stage.visit({ rule: rule.id })).prompt) await prompt(rule);
    });
  }

  listen(close, "click", shut);
  listen(dialog, "cancel" as "close", (event) => (event.preventDefault(), shut()));
  listen(dialog, "keydown", (event) => event.key === "Escape" && shut());
  listen(dialog, "click", (event) => event.target === dialog && shut());
  quiet(around);
  dress(root, css);
  around.appendChild(live);
  around.appendChild(dialog);
  render();
  safely(call.resume)();
  return { open: safely(open), close: safely(async () => (await built, shut())), embed, watch: look };
}

/** What is typed here is not a shortcut of the page, and the page's own focus traps need not know. */
function quiet(around: HTMLElement): void {
  const inside: (keyof HTMLElementEventMap)[] = ["keydown", "keypress", "keyup", "input", "change", "focusin", "focusout", "paste"];
  inside.forEach((name) => listen(around, name, (event) => event.stopPropagation()));
}

if (window.__ringback) window.__ringback.make = make;
