/** Who is known is not asked for number and name again (MISSION W13), sees no more of it than they know, and can say "not me". */
import words from "ringback:texts/known";
import { ask, json } from "../api";
import { el, listen } from "../dom";
import { offerPart } from "../fetching";
import type { Form } from "../form";
import type { Stage } from "../stage";

/** Whether a token names somebody: the last of what is written in it. Whether it is true the server says. */
function names(token: string): boolean {
  const written = token.split(".")[0] || "";
  try {
    return /[^"]"]$/.test(atob(written.replace(/-/g, "+").replace(/_/g, "/")));
  } catch {
    return false;
  }
}

async function know({ config, token: store }: Stage, form: Form): Promise<void> {
  const { api, key: site } = config;
  const visitors = <T>(path: string) => ask<T>(`${api}/v1/visitors/${path}`, json({ site, token: store() }));
  if (!names(store())) return;
  const { body } = await visitors<{ phone?: string }>("known");
  const [first] = form.asked;
  // Who has begun to type is not interrupted.
  if (!body?.phone || !first || first.querySelector("input")?.value) return;
  const held = (form.node.getRootNode() as ShadowRoot).activeElement;
  const other = el("button", { class: "y", type: "button" }, words.not_me);
  const whose = el("p", { class: "f" }, `${words.known} `, el("bdi", { dir: "ltr" }, body.phone), " ", other);
  const show = (kept: boolean): void => {
    whose.hidden = !kept;
    form.asked.forEach((row) => (row.hidden = kept));
  };
  form.node.insertBefore(whose, first);
  form.kept = () => !whose.hidden;
  show(true);
  if (first.contains(held)) form.focus();
  listen(other, "click", async () => {
    show(false);
    form.focus();
    const { body } = await visitors<{ token: string }>("forget");
    if (body) store(body.token);
  });
}

offerPart("known", know);
