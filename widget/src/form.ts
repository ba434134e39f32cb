/** The form: two fields at most (MISSION W19), consent in its own unticked box, errors at the fields they belong to. */
import type { Problem } from "./api";
import type { Config } from "./config";
import { box, boxRow, departmentRow, field, labelled, lacks, privacyLink, sheet } from "./sheet";
import type { Texts } from "./texts";
import type { View } from "./view";

export interface Values {
  phone: string;
  name: string;
  /** Whether the number is meant that is kept for who uses this browser, in place of a typed one. */
  kept?: boolean | undefined;
  /** Whom the call is for, where the site has departments. */
  department?: string | undefined;
  /** The time that was chosen; nothing means now. */
  at?: string | undefined;
  /** Later news and offers, where the site asks for them and the visitor agreed. */
  offers?: { version: string; accepted: boolean } | undefined;
}

export interface Form extends View {
  /** Puts a department there; "" lets the visitor choose. */
  choose: (department: string) => void;
  /** The rows that who is known need not fill in, and whether they need not (MISSION W13). */
  asked: HTMLElement[];
  kept: () => boolean;
}

/** `send` answers with the problem to show, or with nothing once the callback is on its way. */
export function makeForm(
  config: Config,
  texts: Texts,
  send: (values: Values) => Promise<Problem | undefined>,
): Form {
  const phone = field("phone", { type: "tel", autocomplete: "tel", inputmode: "tel", dir: "ltr", required: "" });
  const name = field("name", { autocomplete: "name", maxlength: "80" });
  const consent = box("consent", { required: "" });
  const offers = box("offers");
  const later = config.agreements?.offers;
  const { row, select, choose } = departmentRow(config, texts.department);
  const asked = [labelled(texts.phone, phone), ...(config.nameField ? [labelled(texts.name, name)] : [])];
  const node = sheet({
    rows: [
      row,
      ...asked,
      boxRow(config.consent.text, consent, privacyLink(config, texts.privacy)),
      later && boxRow(later.text, offers),
    ],
    fields: [phone, name, consent, offers],
    texts,
    wrong: () => [!made.kept() && lacks(phone, texts.no_phone), lacks(consent, texts.no_consent)],
    send: () =>
      send({
        phone: phone.input.value,
        name: name.input.value,
        kept: made.kept(),
        department: select.value || undefined,
        offers: offers.input.checked && later ? { version: later.version, accepted: true } : undefined,
      }),
  });
  const made: Form = { node, choose, asked, kept: () => false, focus: () => (made.kept() ? consent : phone).input.focus() };
  return made;
}
