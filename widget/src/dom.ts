/** Making elements without markup strings, so that strict CSP and Trusted Types have nothing to refuse. */

const SVG = "http://www.w3.org/2000/svg";

type Attributes = Record<string, string | number>;
/** What is falsy is left out. */
type Child = Node | string | false | null | undefined;

export const set = (made: Element, name: string, value: unknown): void => made.setAttribute(name, value as string);

function fill<E extends Element>(made: E, attributes: Attributes, children: Child[]): E {
  Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value as string));
  // appendChild and not append: old libraries replace Element.prototype.append on their pages.
  children.forEach((child) => {
    if (child) made.appendChild(typeof child === "string" ? document.createTextNode(child) : child);
  });
  return made;
}

export const el = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] => fill(document.createElement(tag), attributes, children);

export const shape = (tag: string, attributes: Attributes, ...children: Child[]): SVGElement =>
  fill(document.createElementNS(SVG, tag) as SVGElement, attributes, children);

/** A 24 by 24 line drawing; said by the text beside it, so hidden from screen readers. */
export const icon = (path: string): SVGElement =>
  shape("svg", { viewBox: "0 0 24 24", class: "i", "aria-hidden": "true" }, shape("path", { d: path }));

export const HANDSET =
  "M8.5 4H6a2 2 0 0 0-2 2.2A15.5 15.5 0 0 0 17.8 20a2 2 0 0 0 2.2-2v-2.5l-4.6-2-1.9 1.9a11 11 0 0 1-4.9-4.9l1.9-1.9z";
export const CROSS = "M6 6l12 12M18 6L6 18";
export const CHECK = "M5 12.5l4.5 4.5L19 7.5";
export const CLOCK = "M12 7v5l3 2M12 3a9 9 0 1 0 .01 0z";

/** Runs the work so that none of its errors ever reaches the page's own error handlers. */
export const safely =
  <A extends unknown[]>(work: (...given: A) => unknown) =>
  async (...given: A): Promise<void> => {
    try {
      await work(...given);
    } catch (error) {
      console.warn(error);
    }
  };

export const listen = <K extends keyof HTMLElementEventMap>(
  target: EventTarget,
  name: K,
  work: (event: HTMLElementEventMap[K]) => unknown,
): void => target.addEventListener(name, safely(work) as unknown as EventListener);

export const after = (seconds: number, work: () => unknown): number => window.setTimeout(safely(work), seconds * 1000);
