/** What the site's script puts in front of the bundle, and the colours that follow from it. */
import type { Texts } from "./texts";

export interface Config {
  key: string;
  /** Absolute origin of Ringback, no slash at the end. */
  api: string;
  language?: string;
  /** ISO-2; the server reads a national number with it. */
  country?: string;
  title?: string;
  text?: string;
  button?: string;
  colour?: string;
  position?: "right" | "left";
  consent: { text: string; version: string };
  /** How long we promise that it takes until the visitor's phone rings. */
  seconds: number;
  pow?: boolean;
  organisation?: string;
  privacyUrl?: string | null;
  nameField?: boolean;
  /** A plain number for those who would rather dial themselves. */
  phone?: string | null;
  /** Any built-in text, by its key in widget/texts/en.json. */
  texts?: Partial<Texts>;
}

const RED_GREEN_BLUE = [1, 3, 5];
const WEIGHTS = [0.2126, 0.7152, 0.0722];

const channel = (hex: string, at: number): number => parseInt(hex.slice(at, at + 2), 16);

/** Relative luminance of #rrggbb as WCAG 2 defines it. */
const luminance = (hex: string): number =>
  RED_GREEN_BLUE.reduce((sum, at, index) => {
    const value = channel(hex, at) / 255;
    return sum + (WEIGHTS[index] || 0) * (value < 0.04 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  }, 0);

const halfToWhite = (hex: string): string =>
  `#${RED_GREEN_BLUE.map((at) => ((channel(hex, at) + 256) >> 1).toString(16)).join("")}`;

/**
 * The side of the page, and custom properties for the site's colour: `--c` itself, `--o` what is readable on it (4.5 to 1), and `--l`/`--d` what may be
 * drawn with it on the light and the dark card (3 to 1): ink where the colour is too light, a lighter tone where too dark.
 */
export function look({ colour = "", position = "right" }: Config): string {
  const shown = /^#[\da-f]{6}$/i.test(colour) ? colour : "#2457d6";
  const light = luminance(shown);
  const on = light > 0.18 ? "#000" : "#fff";
  const onLight = light < 0.29 ? shown : "#16181d";
  const onDark = light > 0.15 ? shown : halfToWhite(shown);
  // Anything but "left" is right: what a configuration says never reaches the style sheet unread.
  const side = position === "left" ? "left" : "right";
  return `.r{--c:${shown};--o:${on};--l:${onLight};--d:${onDark}}.pill,dialog{${side}:1.25em}`;
}
