/** What the beacon and the dialog know of each other: they are two bundles, and this is all that passes between them. */
import type { Problem } from "./api";
import type { Config } from "./config";
import type { Pill, Shade } from "./face";
import type { Form } from "./form";
import type { Rule } from "./triggers";
import type { View } from "./view";
import type { Values } from "./form";
import type { Offers } from "./offers";
import type { Said } from "./visit";

/** Given to the dialog by the beacon. */
export interface Stage {
  config: Config;
  shade: Shade;
  pill: Pill;
  /** Tells the page's scripts. */
  tell: (name: string, detail?: object) => void;
  /** Something the experiment counts was reached. */
  goal: (goal: string) => void;
  /** Asks the server, or tells it. */
  visit: (more: object) => Promise<Partial<Said>>;
  /** The id of this page view, by which the server was told of it. */
  view: string;
  /** The browser's token, after writing one if it is given; "" where nothing can be kept. */
  token: (written?: string) => string;
}

/** Given back by the dialog. */
export interface Dialog {
  /** Opens it; an element of the page may name the department. */
  open: (from?: Element) => void;
  close: () => void;
  /** Puts a button or the form itself into an element of the page. */
  embed: (place: HTMLElement) => void;
  /** Waits until a rule that the server allowed is due, and prompts. */
  watch: (rules: Said["rules"]) => void;
}

export type Make = (stage: Stage) => Dialog;

/** Given to a part by the dialog: a part is what a visitor may choose instead of a call, in a file of its own. */
export interface Hall {
  /** The department that the page decides for; "" where the visitor is to choose. */
  department: string;
  /** Which poll is asked; nothing in other parts. */
  poll: number | undefined;
  /** Back to what stood there first; nothing where this part did, since nobody takes calls now. */
  back: (() => unknown) | undefined;
  /** Who is there now, and which times can be chosen, where the site offers any. */
  offers: Offers | undefined;
  /** What was typed into the form before nobody took calls any more. */
  typed: Values | undefined;
  /** Shows what can be had instead, where a problem says that nobody takes calls now; answers with what is still to be said. */
  instead: (problem: Problem) => Promise<Problem>;
  /** Asks for a callback. */
  send: (values: Values) => Promise<Problem | undefined>;
  /** It was sent: a prompt that led here is taken up, and the page's scripts hear of the goal, "" for none. */
  done: (goal: string) => void;
}

/** Its title has the id "part-title". Where it cannot be made, the promise fails and nothing changes. */
export type MakePart = (stage: Stage, hall: Hall) => View | Promise<View>;

/** Looks whether somebody known uses this browser, and asks them less. */
export type Know = (stage: Stage, form: Form) => Promise<void>;

/** Offers who stands in the queue to wait on the phone. `url`: where the server tells of the request; `node` shows its state. */
export type Hold = (url: string, node: HTMLElement) => Promise<void>;

/** Given to what stands in the page itself: a button, or the `form`. */
export interface Face {
  place: HTMLElement;
  texts: { title: string; text: string };
  /** The dialog's style, which its own builds upon. */
  css: string;
  form: Form | false;
  /** Whom the call is for, where the page says so. */
  department: string;
  /** Opens the dialog. */
  open: () => void;
  /** Keeps what is typed in it from the page's own shortcuts. */
  quiet: (around: HTMLElement) => void;
}

export type Put = (stage: Stage, face: Face) => void;

/** Looks on until a rule is due, and fires it; returns what ends the watch. */
export type Watch = (rules: Rule[], fire: (rule: Rule) => unknown) => () => void;
