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

/** Relative luminance of #rrggbb as WCAG 2 defines it. */
function luminance(hex: string): number {
  const channel = (at: number): number => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value < 0.04 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

/**
 * Custom properties for the site's colour: `--c` itself, `--o` what is readable on it (4.5 to 1), and `--l`/`--d` what may be
 * drawn with it on the light and the dark card (3 to 1): the ink of the text where the colour alone would not be seen.
 */
export function colours({ colour = "" }: Config): string {
  const shown = /^#[\da-f]{6}$/i.test(colour) ? colour : "#2457d6";
  const light = luminance(shown);
  const [on, onLight, onDark] = [light > 0.18 ? "#000" : "#fff", light < 0.29 ? shown : "#16181d", light > 0.15 ? shown : "#fff"];
  return `.r{--c:${shown};--o:${on};--l:${onLight};--d:${onDark}}`;
}
