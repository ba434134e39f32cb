/** Waiting on the phone instead of beside it: a code by text message proves the number first (MISSION W9). */
import words from "ringback:texts/hold";
import { ask, json, type Problem } from "../api";
import { after, el, listen } from "../dom";
import { dress } from "../face";
import { offerPart } from "../fetching";
import { field, labelled, lacks, sheet } from "../sheet";
import css from "../hold.css";

/** What `GET <request>/code` answers. */
interface Standing {
  /** "none" where nobody would be rung first, or not now. */
  proof: "none" | "offered" | "sent" | "proven" | "on_line";
  /** When another code may be sent; nothing where none is any more. */
  again_seconds?: number;
  /** The gateway does not take the message, or has lost it. */
  troubled?: boolean;
}

const LOOK_EVERY_SECONDS = 4;
const SAID: Record<string, string> = { offered: words.why, sent: words.sent, proven: words.proven, on_line: words.on_line };
/** A part is fetched once, and shown each time that somebody stands in the queue; its style stays. */
let dressed = false;
let last: { end: () => void } | undefined;

async function hold(url: string, node: HTMLElement): Promise<void> {
  last?.end();
  const { body } = await ask<Standing>(`${url}/code`);
  // While the question was on its way, their turn may have come.
  if (!body || body.proof === "none" || node.dataset.state !== "queued") return;
  const root = node.getRootNode() as ShadowRoot;
  const said = el("p", { id: "h-said", role: "status" });
  const code = field("code", { id: "h-code", autocomplete: "one-time-code", inputmode: "numeric", maxlength: "9", dir: "ltr", required: "" });
  const send = el("button", { class: "b", type: "button" }, words.send);
  const again = el("button", { class: "y", type: "button" }, words.again);
  const form = sheet({
    rows: [labelled(words.code, code)],
    fields: [code],
    texts: words,
    wrong: () => [lacks(code, words.no_code)],
    send: prove,
  });
  const made = el("div", { class: "hold", role: "group", "aria-labelledby": "h-said" }, said, send, form, again);
  let timer = 0;
  let resent = 0;

  /** What is still to be pressed or typed; what was looked at when it goes is not lost from the keyboard. */
  function show({ proof, again_seconds: wait, troubled }: Standing): void {
    const held = root.activeElement;
    said.textContent = proof === "none" ? words.not_now : troubled ? words.troubled : SAID[proof] || "";
    send.hidden = proof !== "offered";
    form.hidden = proof !== "sent";
    again.hidden = true;
    clearTimeout(resent);
    if (proof === "sent" && wait !== undefined) resent = after(wait, () => (again.hidden = false));
    clearTimeout(timer);
    if (proof === "sent" && !troubled) timer = after(LOOK_EVERY_SECONDS, look);
    if (held?.closest(".hold [hidden]")) headline().focus();
  }
  const headline = (): HTMLElement => node.querySelector("h3") as HTMLElement;

  /** Whether the message gets through: who waits for one that does not come is told. */
  async function look(): Promise<void> {
    const { body } = await ask<Standing>(`${url}/code`);
    if (body?.proof === "sent" && body.troubled) show(body);
    else timer = after(LOOK_EVERY_SECONDS, look);
  }

  async function order(): Promise<void> {
    const { body } = await ask(`${url}/code`, "{}");
    const { body: stands } = await ask<Standing>(`${url}/code`);
    // Nothing is lost by it: the place in the queue is kept, and somebody of ours is rung first.
    if (!body) return show(stands?.proof === "sent" ? stands : { proof: "none" });
    show(stands || { proof: "sent" });
    code.input.focus();
  }

  async function prove(): Promise<Problem | undefined> {
    const { body, status } = await ask(`${url}/proof`, json({ code: code.input.value }));
    if (!body) return status === 422 ? { errors: [{ field: "code", problem: words.wrong, mend: "" }] } : { detail: words.failed };
    show({ proof: "proven" });
    return undefined;
  }

  /** Their turn has come, or the call is over. */
  function end(): void {
    if (made.contains(root.activeElement)) headline().focus();
    [timer, resent].forEach(clearTimeout);
    watch.disconnect();
    made.remove();
  }
  const watch = new MutationObserver(() => node.dataset.state !== "queued" && end());

  listen(send, "click", order);
  listen(again, "click", order);
  if (!dressed) dress(root, css);
  dressed = true;
  send.hidden = form.hidden = again.hidden = true;
  node.insertBefore(made, node.lastChild);
  watch.observe(node, { attributeFilter: ["data-state"] });
  last = { end };
  // Said after it stands there, or no screen reader would read it.
  show(body);
}

offerPart("hold", hold);
