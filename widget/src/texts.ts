/** The widget's words: built in for one language a bundle, each one replaceable by the site's configuration. */
import builtIn from "ringback:texts";
import type { Config } from "./config";

export type Texts = typeof builtIn;

export const language = (config: Config): string => config.language || "en";

export function textsFor(config: Config): Texts {
  const { button, title, text } = { ...builtIn, ...config.texts };
  return {
    ...builtIn,
    ...config.texts,
    button: config.button || button,
    title: config.title || title,
    text: (config.text || text).replace("{seconds}", String(config.seconds)),
  };
}

/** A moment in the visitor's own zone; the day is named only when it is another one. */
export function timeText(at: Date, tag: string): string {
  const parts: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", timeZoneName: "short" };
  if (at.toDateString() !== new Date().toDateString()) parts.weekday = "long";
  // The reader's own variant of the language knows whether it is 3 pm or 15:00.
  const own = navigator.language;
  return at.toLocaleTimeString(own.slice(0, 2) === tag.slice(0, 2) ? own : tag, parts);
}
