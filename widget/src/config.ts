/** What the site's script puts in front of the beacon. */
import type { Texts } from "./texts";

export interface Department {
  key: string;
  name: string;
  /** Patterns of the pages that belong to it. */
  pages?: string[];
}

/** A file that is fetched later, and what its content must hash to. */
export interface Fetched {
  url: string;
  integrity: string;
  /** What its button says, where the dialog does not know it. */
  label?: string;
}

/** What a language, or the second variant of the texts, may say otherwise. */
export interface Words {
  language?: string;
  dir?: string;
  title?: string;
  text?: string;
  button?: string;
  /** What the button says when the dialog could not be fetched. */
  failed?: string;
  consent?: { text: string; version: string };
  departments?: Department[];
  /** Any built-in text, by its key in widget/texts/en.json. */
  texts?: Partial<Texts>;
  /** The dialog's address, which changes with its content, and what its content must hash to. */
  dialog?: Fetched;
  /** What is fetched when it is first needed beyond that, by name: "message". Named here only where the site has it on. */
  parts?: Record<string, Fetched>;
  /** What visitors agree to beside a callback, by purpose: "message", "offers". */
  agreements?: Record<string, { text: string; version: string }>;
  /** What the dialog says when a rule opens it, by the rule's id, where that has words of its own. */
  prompts?: Record<number, { title?: string; text?: string }>;
  /** The second variant of the texts, shown to half of the visitors. */
  variant?: Words;
}

export interface Config extends Words {
  key: string;
  /** Absolute origin of Ringback, no slash at the end. */
  api: string;
  consent: { text: string; version: string };
  dialog: Fetched;
  /** ISO-2; the server reads a national number with it. */
  country?: string;
  /** Custom properties: the site's colour `--c`, `--o` readable on it, `--l` and `--d` for light and dark cards; `--left` and `--right` say where. */
  look?: string;
  /** How long we promise that it takes until the visitor's phone rings. */
  seconds: number;
  pow?: boolean;
  organisation?: string;
  logo?: string | null;
  privacyUrl?: string | null;
  nameField?: boolean;
  /** A plain number for those who would rather dial themselves. */
  phone?: string | null;
  /** A plain address for those who would rather write from their own mail program. */
  email?: string | null;
  /** Where the site speaks several languages: all of them, by their two letters. */
  languages?: Record<string, Words>;
  /** False: no handset in the corner; the site shows a face of its own. */
  floating?: boolean;
  /** CSS selector of the site's own elements that open the dialog. */
  opener?: string;
  dataLayer?: boolean;
  /** Whether the server is asked, on each page, what may be shown. */
  visits?: boolean;
  /** Whether the server is told of page views and goals. */
  beacons?: boolean;
}

/** The configuration in the visitor's language: the page's, otherwise the first of the browser's that the site speaks. */
export function speaking(config: Config): Config {
  const { languages = {} } = config;
  const wanted = [document.documentElement.lang, ...navigator.languages].map((tag) => tag.slice(0, 2));
  return { ...config, ...languages[wanted.find((one) => languages[one]) || ""] };
}
