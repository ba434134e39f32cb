/** Talking from the page itself (MISSION W5): the microphone is asked for at a press, the line is joined at its turn. */
import words from "ringback:texts/talk";
import { ask, json, type Problem, type Receipt, type State } from "../api";
import { el, listen, set } from "../dom";
import { dress } from "../face";
import { offerPart } from "../fetching";
import { follow, isUnderWay } from "../follow";
import { Line, microphone, release, type Trouble } from "../line";
import { poster } from "../posting";
import { box, boxRow, departmentRow, field, labelled, lacks, privacyLink, sheet } from "../sheet";
import type { Hall, Stage } from "../stage";
import css from "../talk.css";
import type { View } from "../view";

const TRIES = 15;
const KEYS = "123456789*0#";
/** A part is made anew each time it is chosen; its style stays. */
let dressed = false;
const EVERY_MILLISECONDS = 400;

interface Offered {
  leg: number;
  offer: string;
  ice: RTCIceServer[];
}

const wait = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

function make(stage: Stage, hall: Hall): View {
  const { config } = stage;
  const { post, prepare } = poster<Receipt>(stage, words, "callbacks");
  const name = field("name", { id: "t-name", autocomplete: "name", maxlength: "80" });
  const phone = field("phone", { id: "t-phone", type: "tel", autocomplete: "tel", inputmode: "tel", dir: "ltr" });
  const consent = box("consent", { id: "t-consent", required: "" });
  const { row, select, choose } = departmentRow(config, words.department, "t-department");
  const title = el("h3", { id: "part-title", tabindex: "-1", role: "status" }, words.title);
  const hint = el("p", {}, words.hint);
  const mute = el("button", { class: "b q", type: "button", "aria-pressed": "false" }, words.mute);
  const pad = el("button", { class: "b q", type: "button", "aria-expanded": "false", "aria-controls": "t-keys" }, words.keys);
  const pressed = el("bdi", { class: "pressed", dir: "ltr" });
  const keys = el("div", { class: "keys", id: "t-keys", role: "group", "aria-label": words.keys }, pressed, ...[...KEYS].map(key));
  const leave = el("button", { class: "b", type: "button" });
  const back = el("button", { class: "b q", type: "button" }, config.button || words.call);
  const speaker = el("audio", { autoplay: "" });
  let own: MediaStream | undefined;
  let line: Line | undefined;
  let leg = 0;
  let url = "";
  let joining = false;
  let unfollow = (): void => {};

  function key(digit: string): HTMLElement {
    const button = el("button", { class: "b q", type: "button" }, digit);
    listen(button, "click", () => press(digit));
    return button;
  }

  function press(digit: string): void {
    line?.press(digit);
    pressed.textContent = `${pressed.textContent}${digit}`.slice(-12);
  }

  function unfold(open: boolean): void {
    keys.hidden = !open;
    set(pad, "aria-expanded", open);
  }

  const say = (said: string, sdp?: string) => ask(`${url}/line`, json({ leg, said, sdp }));
  const show = (text: string): void => {
    if (title.textContent !== text) title.textContent = text;
    mute.hidden = pad.hidden = !line;
    if (!line) unfold(false);
    leave.hidden = !own;
    leave.textContent = line ? words.hang_up : words.cancel;
    back.hidden = !!own;
  };

  async function send(): Promise<Problem | undefined> {
    try {
      own = await microphone();
    } catch (trouble) {
      const said: Partial<Record<Trouble, string>> = { none: words.no_microphone, refused: words.refused };
      return { detail: said[trouble as Trouble] || words.unable };
    }
    const { body, problem } = await post({
      talk: true,
      phone: phone.input.value,
      name: name.input.value,
      department: select.value || undefined,
      consent: { version: config.consent.version, accepted: true },
    });
    if (!body) return end(), hall.instead(problem || {});
    url = `${config.api}/v1/callbacks/${body.token}`;
    form.remove();
    hint.remove();
    show(words.received);
    title.focus();
    unfollow = follow(url, take);
    void stay();
    hall.done("callback");
    return undefined;
  }

  function take({ state, position }: State): void {
    const texts: Partial<Record<string, string>> = words;
    const place = position ? ` ${words.place.replace("{position}", String(position))}` : "";
    if (state === "calling_you" && !joining) void join();
    if (!isUnderWay(state)) end();
    show((texts[state] || words.over) + place);
  }

  async function join(): Promise<void> {
    joining = true;
    for (let tries = 0; tries < TRIES && own && !line; tries++) {
      const { body } = await ask<Offered>(`${url}/line`);
      if (body && own) return answer(body, own);
      await wait(EVERY_MILLISECONDS);
    }
  }

  async function answer(offered: Offered, sound: MediaStream): Promise<void> {
    leg = offered.leg;
    void say("rang");
    line = new Line(offered.ice, sound, speaker, hangUp);
    const sdp = await line.answer(offered.offer);
    if (!(await say("answered", sdp)).body) hangUp();
    else show(title.textContent || "");
  }

  function hangUp(): void {
    if (line) void say("left");
    else if (own) void ask(`${url}/cancel`, "{}");
    unfollow();
    end();
    show(words.over);
    title.focus();
  }

  function end(): void {
    line?.close();
    if (own) release(own);
    own = line = undefined;
  }

  /** Who closes the dialog or leaves the page hangs up, or calls off what has not come about yet. */
  async function stay(): Promise<void> {
    while (own && node.isConnected) await wait(500);
    if (own) hangUp();
  }

  function gone(): void {
    if (!own || !url) return;
    const [path, body] = line ? ["line", json({ leg, said: "left" })] : ["cancel", "{}"];
    void fetch(`${url}/${path}`, { method: "POST", keepalive: true, headers: { "Content-Type": "application/json" }, body });
  }

  const form = sheet({
    rows: [
      row,
      config.nameField && labelled(words.name, name),
      labelled(words.phone, phone),
      boxRow(config.consent.text, consent, privacyLink(config, words.privacy)),
    ],
    fields: [name, phone, consent],
    texts: words,
    wrong: () => [lacks(consent, words.no_consent)],
    send,
  });
  const node = el("div", { class: "h" }, title, hint, form, el("div", { class: "a line" }, mute, pad, keys, leave), back, speaker);
  if (!dressed) dress(stage.shade.root, css);
  dressed = true;
  choose(hall.department);
  prepare();
  show(words.title);
  listen(leave, "click", hangUp);
  listen(back, "click", () => hall.back?.());
  listen(pad, "click", () => unfold(!!keys.hidden));
  listen(node, "keydown", ({ key: digit }) => {
    if (line && digit.length === 1 && KEYS.includes(digit)) unfold(true), press(digit);
  });
  listen(window, "pagehide" as "close", gone);
  listen(mute, "click", () => {
    const silent = mute.getAttribute("aria-pressed") !== "true";
    set(mute, "aria-pressed", silent);
    line?.mute(silent);
  });
  return { node, focus: () => (form.isConnected ? consent.input : title).focus() };
}

offerPart("talk", make);
