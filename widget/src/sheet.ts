/** What every form of the widget is made of: fields with their errors below them, boxes to tick, one button. */
import type { FieldProblem, Problem } from "./api";
import type { Config } from "./config";
import { el, listen, set } from "./dom";

export interface Field {
  input: HTMLInputElement;
  error: HTMLElement;
  complain: (text: string) => void;
}

/** A field of one line, a box, or lines to write in. Its id is its name, unless the attributes say another one. */
export function field(name: string, attributes: Record<string, string>, tag = "input"): Field {
  const { id = name } = attributes;
  const input = el(tag as "input", { id, name, "aria-describedby": `${id}-error`, ...attributes });
  const error = el("p", { id: `${id}-error`, class: "e" });
  const complain = (text: string): void => {
    error.textContent = text;
    set(input, "aria-invalid", !!text);
  };
  listen(input, "input", () => complain(""));
  return { input, error, complain };
}

export const box = (name: string, more: Record<string, string> = {}): Field => field(name, { type: "checkbox", ...more });

export const labelled = (text: string, { input, error }: Field): HTMLElement =>
  el("div", { class: "f" }, el("label", { for: input.id }, text), input, error);

/** A box with the words that are agreed to: never ticked beforehand. */
export const boxRow = (text: string, { input, error }: Field, link?: Node | string | null): HTMLElement =>
  el("div", { class: "f k" }, el("label", {}, input, el("span", {}, text)), link, error);

/** The privacy page, where there is one. */
export const privacyLink = ({ privacyUrl }: Config, words: string): HTMLElement | undefined =>
  privacyUrl ? el("a", { href: privacyUrl, target: "_blank", rel: "noopener" }, words) : undefined;

/** A choice of departments, hidden where there is none to make or the page has decided. */
export function departmentRow({ departments = [] }: Config, words: string, id = "department"): { row: HTMLElement; select: HTMLSelectElement; choose: (key: string) => void } {
  const options = departments.map(({ key, name }) => el("option", { value: key }, name));
  const select = el("select", { id, name: "department" }, ...options);
  const row = el("div", { class: "f" }, el("label", { for: id }, words), select);
  const choose = (key: string): void => {
    row.hidden = !!key || options.length < 2;
    if (key) select.value = key;
  };
  choose("");
  return { row, select, choose };
}

/** What a sheet needs: its rows, the fields among them, what is wrong before it is sent, and who sends it. */
export interface Wanted {
  rows: (Node | false | undefined)[];
  fields: Field[];
  texts: { submit: string; received: string; failed: string };
  wrong: () => (FieldProblem | false)[];
  /** Answers with the problem to show, or with nothing. */
  send: () => Promise<Problem | undefined>;
}

/** A form that is sent once at a time, and shows each problem at the field it belongs to. */
export function sheet({ rows, fields, texts, wrong, send }: Wanted): HTMLElement {
  const submit = el("button", { class: "b" }, texts.submit);
  const alert = el("p", { role: "alert", class: "e" });
  const node = el("form", { novalidate: "" }, ...rows, alert, submit);
  let sending = false;

  const wait = (on: boolean): void => {
    sending = on;
    submit.textContent = on ? texts.received : texts.submit;
    set(submit, "aria-disabled", on);
  };
  const show = (problem: Problem): void => {
    const loose: string[] = [];
    (problem.errors || []).forEach(({ field, problem, mend }) => {
      const owner = fields.find(({ input }) => input.isConnected && field.startsWith(input.name));
      const text = `${problem} ${mend}`.trim();
      if (owner) owner.complain(text);
      else loose.push(text);
    });
    const first = fields.find(({ error }) => error.textContent);
    alert.textContent = loose.join(" ") || (first ? "" : problem.detail || problem.title || texts.failed);
    first?.input.focus();
  };
  listen(node, "submit", async (event) => {
    event.preventDefault();
    if (sending) return;
    fields.forEach(({ complain }) => complain(""));
    alert.textContent = "";
    const errors = wrong().filter((one) => !!one);
    if (errors.length) return show({ errors });
    wait(true);
    const problem = await send();
    wait(false);
    if (problem) show(problem);
  });
  return node;
}

/** A field that is left empty, or a box that is not ticked. */
export const lacks = ({ input }: Field, problem: string): FieldProblem | false =>
  !(input.type === "checkbox" ? input.checked : input.value.trim()) && { field: input.name, problem, mend: "" };
