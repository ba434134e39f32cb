/** A written message instead of a call (MISSION W24): the text, where to answer, and a promise by when. */
import words from "ringback:texts/message";
import type { Problem } from "../api";
import { el, listen } from "../dom";
import { offerPart } from "../fetching";
import { closedText } from "../offers";
import { poster } from "../posting";
import { box, boxRow, departmentRow, field, labelled, lacks, privacyLink, sheet } from "../sheet";
import type { Hall, Stage } from "../stage";
import { language, timeText } from "../texts";
import type { View } from "../view";

interface Taken {
  token: string;
  answer_by: string;
  visitor?: string;
}

function make(stage: Stage, hall: Hall): View {
  const { config } = stage;
  const { post, prepare } = poster<Taken>(stage, words, "messages");
  const { message: agreed, offers: later } = config.agreements || {};
  // The form for a call stands hidden in the same tree: a label must not find its fields.
  const text = field("text", { rows: "4", maxlength: "4000", dir: "auto", required: "" }, "textarea");
  const contact = field("contact", { autocomplete: "email", maxlength: "320", dir: "ltr", required: "" });
  const name = field("name", { id: "m-name", autocomplete: "name", maxlength: "80" });
  const consent = box("consent", { id: "m-consent", required: "" });
  const offers = box("offers", { id: "m-offers" });
  const { row, select, choose } = departmentRow(config, words.department, "m-department");
  const title = el("h3", { id: "part-title", tabindex: "-1" }, words.title);
  const thanks = el("p", { role: "status" });
  const back = el("button", { class: "b q", type: "button" }, words.call);

  async function send(): Promise<Problem | undefined> {
    const { body, problem } = await post({
      text: text.input.value,
      contact: contact.input.value,
      name: name.input.value,
      department: select.value || undefined,
      consent: { version: agreed?.version, accepted: true },
      offers: offers.input.checked ? { version: later?.version, accepted: true } : undefined,
      token: stage.token(),
    });
    if (!body) return problem;
    if (body.visitor) stage.token(body.visitor);
    title.textContent = words.thanks;
    thanks.textContent = words.answer_by.replace("{time}", timeText(new Date(body.answer_by), language(config)));
    form.remove();
    title.focus();
    hall.done("message");
    return undefined;
  }

  const form = sheet({
    rows: [
      row,
      labelled(words.text, text),
      labelled(words.contact, contact),
      config.nameField && labelled(words.name, name),
      boxRow(agreed?.text || "", consent, privacyLink(config, words.privacy)),
      later && boxRow(later.text, offers),
    ],
    fields: [text, contact, name, consent, offers],
    texts: words,
    wrong: () => [lacks(text, words.no_text), lacks(contact, words.no_contact), lacks(consent, words.no_consent)],
    send,
  });
  choose(hall.department);
  contact.input.value = hall.typed?.phone || "";
  name.input.value = hall.typed?.name || "";
  prepare();
  if (hall.back) listen(back, "click", hall.back);
  return { node: el("div", { class: "h" }, title, el("p", {}, closedText(hall.offers, config, words)), thanks, form, hall.back && back), focus: () => (form.isConnected ? text.input : title).focus() };
}

offerPart("message", make);
