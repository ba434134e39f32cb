/** A call at a chosen time (MISSION W6): a day and a time in two plain lists, which every keyboard, reader and phone knows. */
import words from "ringback:texts/times";
import type { Problem } from "../api";
import { el, listen } from "../dom";
import { offerPart } from "../fetching";
import { closedText, offersOf, type Offers } from "../offers";
import { box, boxRow, departmentRow, field, labelled, lacks, privacyLink, sheet } from "../sheet";
import type { Hall, Stage } from "../stage";
import { clockText, dayText, language } from "../texts";
import type { View } from "../view";

/** A list with its label; its error stands below. */
function list(id: string, text: string): { row: HTMLElement; select: HTMLSelectElement } {
  const select = el("select", { id });
  return { select, row: el("div", { class: "f" }, el("label", { for: id }, text), select) };
}

function make({ config }: Stage, hall: Hall): View {
  const tag = language(config);
  const { row: days, select: day } = list("then-day", words.day);
  const { row: times, select: time } = list("then-time", words.time);
  const taken = el("p", { class: "e", role: "alert" });
  const phone = field("phone", { id: "then-phone", type: "tel", autocomplete: "tel", inputmode: "tel", dir: "ltr", required: "" });
  const name = field("name", { id: "then-name", autocomplete: "name", maxlength: "80" });
  const consent = box("consent", { id: "then-consent", required: "" });
  const { row, select, choose } = departmentRow(config, words.department, "then-department");
  const title = el("h3", { id: "part-title", tabindex: "-1" }, words.title);
  const none = el("p", {}, words.none);
  const back = el("button", { class: "b q", type: "button" }, words.now);
  const both = el("div", {}, days, times);
  // Not a style attribute, which a strict page forbids.
  both.style.cssText = "display:grid;grid-template-columns:3fr 2fr;gap:.75em";
  let by: Record<string, Date[]> = {};

  function fill(): void {
    const chosen = time.value;
    const found = by[day.value] || [];
    const read = found.map((at) => clockText(at, tag));
    // An hour that comes twice has the name of its clock behind.
    const twice = (text: string): boolean => read.indexOf(text) !== read.lastIndexOf(text);
    time.replaceChildren(...found.map((at) => el("option", { value: at.toISOString() }, clockText(at, tag, twice(clockText(at, tag))))));
    if (found.some((at) => at.toISOString() === chosen)) time.value = chosen;
  }

  function take(offers?: Offers): void {
    const chosen = day.value;
    by = {};
    (offers?.times || []).forEach((text) => {
      const at = new Date(text);
      (by[dayText(at, tag)] ||= []).push(at);
    });
    day.replaceChildren(...Object.keys(by).map((text) => el("option", { value: text }, text)));
    if (by[chosen]) day.value = chosen;
    fill();
    none.hidden = !!time.value;
    form.hidden = !time.value;
  }

  async function send(): Promise<Problem | undefined> {
    taken.textContent = "";
    const problem = await hall.send({
      phone: phone.input.value,
      name: name.input.value,
      department: select.value || undefined,
      at: time.value,
    });
    if (!problem?.slots) return problem;
    take(problem.slots);
    taken.textContent = words.taken;
    time.focus();
    // It is said where it belongs.
    return { detail: " " };
  }

  const form = sheet({
    rows: [
      row,
      both,
      taken,
      labelled(words.phone, phone),
      config.nameField && labelled(words.name, name),
      boxRow(config.consent.text, consent, privacyLink(config, words.privacy)),
    ],
    fields: [phone, name, consent],
    texts: words,
    wrong: () => [lacks(phone, words.no_phone), lacks(consent, words.no_consent)],
    send,
  });
  choose(hall.department);
  phone.input.value = hall.typed?.phone || "";
  name.input.value = hall.typed?.name || "";
  take(hall.offers);
  listen(day, "change", fill);
  listen(select, "change", async () => take(await offersOf(config, select.value)));
  if (hall.back) listen(back, "click", hall.back);
  return {
    node: el("div", { class: "h" }, title, el("p", {}, closedText(hall.offers, config, words)), none, form, hall.back && back),
    focus: () => (form.hidden ? title : day).focus(),
  };
}

offerPart("times", make);
