/** Faces in the page itself (MISSION W5): a button, or the form; what becomes of a call is shown in the dialog. */
import { el, listen, set } from "../dom";
import { dress, pill, shade } from "../face";
import { offerPart } from "../fetching";
import { offersOf } from "../offers";
import type { Face, Stage } from "../stage";
import css from "../in-page.css";

function put({ config }: Stage, face: Face): void {
  const { place, texts, form, department } = face;

  function opener(): HTMLElement {
    const { button } = pill(config);
    button.dataset.state = "";
    listen(button, "click", face.open);
    return button;
  }

  /** A face in the page is part of whatever it stands in, and no landmark of its own. */
  function dressed(child: HTMLElement): void {
    const { root, around } = shade(config, "ringback-face", place, child);
    set(around, "role", "group");
    dress(root, face.css + css);
    face.quiet(around);
  }

  if (!form) return dressed(opener());
  form.choose(department);
  // After hours the dialog says what can be had instead.
  offersOf(config, department).then((found) => {
    if (found?.instead) form.node.replaceWith(opener());
  });
  const words = [el("h2", {}, texts.title), el("p", { class: "d" }, texts.text)];
  dressed(el("div", { class: "c" }, ...words, form.node));
}

offerPart("faces", put);
