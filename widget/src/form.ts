/** The form: two fields at most (MISSION W19), consent in its own unticked box, errors at the fields they belong to. */
import type { Problem } from "./api";
import type { Config } from "./config";
import { el, listen, set } from "./dom";
import type { Texts } from "./texts";
import type { View } from "./view";

export interface Values {
  phone: string;
  name: string;
  /** Whom the call is for, where the site has departments. */
  department?: string | undefined;
}

export interface Form extends View {
  /** Puts a department there; "" lets the visitor choose. */
  choose: (department: string) => void;
}

interface Field {
  input: HTMLInputElement;
  error: HTMLElement;
  complain: (text: string) => void;
}

function field(name: string, attributes: Record<string, string>): Field {
  const id = `${name}-error`;
  const input = el("input", { id: name, name, "aria-describedby": id, ...attributes });
  const error = el("p", { id, class: "e" });
  const complain = (text: string): void => {
    error.textContent = text;
    set(input, "aria-invalid", !!text);
  };
  listen(input, "input", () => complain(""));
  return { input, error, complain };
}

const labelled = (text: string, { input, error }: Field): HTMLElement =>
  el("div", { class: "f" }, el("label", { for: input.id }, text), input, error);

function consentRow({ consent, privacyUrl }: Config, texts: Texts, { input, error }: Field): HTMLElement {
  const link = privacyUrl && el("a", { href: privacyUrl, target: "_blank", rel: "noopener" }, texts.privacy);
  return el("div", { class: "f k" }, el("label", {}, input, el("span", {}, consent.text)), link, error);
}

/** A choice of departments, where there is one to make. */
function departmentRow({ departments = [] }: Config, texts: Texts): { row: HTMLElement; select: HTMLSelectElement } {
  const options = departments.map(({ key, name }) => el("option", { value: key }, name));
  const select = el("select", { id: "department", name: "department" }, ...options);
  return { select, row: el("div", { class: "f" }, el("label", { for: "department" }, texts.department), select) };
}

/** `send` answers with the problem to show, or with nothing once the callback is on its way. */
export function makeForm(
  config: Config,
  texts: Texts,
  send: (values: Values) => Promise<Problem | undefined>,
): Form {
  const phone = field("phone", { type: "tel", autocomplete: "tel", inputmode: "tel", dir: "ltr", required: "" });
  const name = field("name", { autocomplete: "name", maxlength: "80" });
  const consent = field("consent", { type: "checkbox", required: "" });
  const fields = [phone, name, consent];
  const { row: departments, select } = departmentRow(config, texts);
  const submit = el("button", { class: "b" }, texts.submit);
  const alert = el("p", { role: "alert", class: "e" });
  const node = el(
    "form",
    { novalidate: "" },
    departments,
    labelled(texts.phone, phone),
    config.nameField && labelled(texts.name, name),
    consentRow(config, texts, consent),
    alert,
    submit,
  );
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
    const wrong = fields.find(({ error }) => error.textContent);
    alert.textContent = loose.join(" ") || (wrong ? "" : problem.detail || problem.title || texts.failed);
    wrong?.input.focus();
  };

  listen(node, "submit", async (event) => {
    event.preventDefault();
    if (sending) return;
    fields.forEach(({ complain }) => complain(""));
    alert.textContent = "";
    const errors = [];
    if (!phone.input.value.trim()) errors.push({ field: "phone", problem: texts.no_phone, mend: "" });
    if (!consent.input.checked) errors.push({ field: "consent", problem: texts.no_consent, mend: "" });
    if (errors.length) return show({ errors });
    wait(true);
    const problem = await send({ phone: phone.input.value, name: name.input.value, department: select.value || undefined });
    wait(false);
    if (problem) show(problem);
  });
  const choose = (department: string): void => {
    departments.hidden = !!department || select.options.length < 2;
    if (department) select.value = department;
  };
  choose("");
  return { node, choose, focus: () => phone.input.focus() };
}
