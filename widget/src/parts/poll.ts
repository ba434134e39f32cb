/** One question instead of a call (MISSION W21): choices, words, and an address for those who want an answer. */
import words from "ringback:texts/poll";
import { ask, json, type Problem } from "../api";
import { el, listen } from "../dom";
import { offerPart } from "../fetching";
import { poster } from "../posting";
import { box, boxRow, field, labelled, lacks, privacyLink, sheet } from "../sheet";
import type { Hall, Stage } from "../stage";
import { language, timeText } from "../texts";
import type { View } from "../view";

interface Asked {
  variant: string;
  language: string;
  question: string;
  more: string;
  choices: { key: string; text: string }[];
  contact: boolean;
}

interface Taken {
  answer_by?: string;
  visitor?: string;
}

async function make(stage: Stage, hall: Hall): Promise<View> {
  const { config } = stage;
  const wanted = { site: config.key, poll: hall.poll, language: language(config), token: stage.token() };
  const { body: asked } = await ask<Asked>(`${config.api}/v1/polls`, json(wanted));
  // The dialog leaves everything as it is.
  if (!asked) throw new Error("no poll");
  const { post, prepare } = poster<Taken>(stage, words, "polls/answers");
  const agreed = config.agreements?.message;
  const radios = asked.choices.map(({ key, text }) => {
    const input = el("input", { type: "radio", name: "choice", value: key });
    return { input, row: el("label", { class: "z" }, input, el("span", {}, text)) };
  });
  const title = el("h3", { id: "part-title", tabindex: "-1" }, asked.question);
  const choices = el("div", { role: "radiogroup", "aria-labelledby": "part-title" }, ...radios.map(({ row }) => row));
  const text = field("text", { rows: "3", maxlength: "4000", dir: "auto" }, "textarea");
  const contact = field("contact", { id: "p-contact", type: "email", autocomplete: "email", maxlength: "320", dir: "ltr" });
  const consent = box("consent", { id: "p-consent" });
  const agreement = boxRow(agreed?.text || "", consent, privacyLink(config, words.privacy));
  const thanks = el("p", { role: "status" });
  const back = el("button", { class: "b q", type: "button" }, words.call);
  const chosen = (): string => radios.find(({ input }) => input.checked)?.input.value || "";
  const known = (): boolean => !!contact.input.value.trim();

  async function send(): Promise<Problem | undefined> {
    const { body, problem } = await post({
      poll: hall.poll,
      variant: asked?.variant,
      choice: chosen(),
      text: text.input.value,
      contact: contact.input.value,
      consent: known() ? { version: agreed?.version, accepted: true } : undefined,
      token: stage.token(),
    });
    if (!body) return problem;
    if (body.visitor) stage.token(body.visitor);
    title.textContent = words.thanks;
    if (body.answer_by) thanks.textContent = words.answer_by.replace("{time}", timeText(new Date(body.answer_by), language(config)));
    form.remove();
    title.focus();
    hall.done(body.answer_by ? "message" : "");
    return undefined;
  }

  const form = sheet({
    rows: [
      choices,
      !!asked.more && labelled(asked.more, text),
      asked.contact && labelled(words.contact, contact),
      asked.contact && agreement,
    ],
    fields: [text, contact, consent],
    texts: words,
    wrong: () => [
      !chosen() && !text.input.value.trim() && { field: "", problem: words.no_answer, mend: "" },
      known() && lacks(consent, words.no_consent),
    ],
    send,
  });
  // Nobody is asked to agree to an answer that they do not want.
  const look = (): void => void (agreement.hidden = !known());
  listen(contact.input, "input", look);
  if (hall.back) listen(back, "click", hall.back);
  look();
  prepare();
  return { node: el("div", { class: "h" }, title, thanks, form, back), focus: () => title.focus() };
}

offerPart("poll", make);
