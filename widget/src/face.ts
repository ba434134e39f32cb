/** What stands on the page: a tree of ours that no style of the page reaches, and the button in it. */
import type { Config } from "./config";
import { el, HANDSET, icon } from "./dom";
import css from "./face.css";

export const TAG = "ringback-widget";

/** A tree of ours under an element of the page. */
export interface Shade {
  root: ShadowRoot;
  around: HTMLElement;
}

export interface Pill {
  button: HTMLButtonElement;
  text: HTMLElement;
}

/** An adopted sheet passes a strict `style-src`, where a style element would not. */
export function dress(root: ShadowRoot, rules: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

export function shade({ language, dir, look, title }: Config, tag: string, parent: Element, child: Node): Shade {
  const host = el(tag as "div");
  const around = el("div", { class: "r", role: "complementary", "aria-label": title as string, lang: language as string, dir: dir as string }, child);
  // Open, so that assistive tools and the site's own tests can see in: a closed root keeps no script out.
  const root = host.attachShadow({ mode: "open" });
  dress(root, `${css}.r{${look}}`);
  root.appendChild(around);
  parent.appendChild(host);
  return { root, around };
}

export function pill({ button: words }: Config): Pill {
  const text = el("span", {}, words);
  return { button: el("button", { class: "pill", "aria-haspopup": "dialog" }, icon(HANDSET), text), text };
}
