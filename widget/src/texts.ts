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

/** The reader's own variant of the language knows whether it is 3 pm or 15:00. */
function variant(tag: string): string {
  const own = navigator.language;
  return own.slice(0, 2) === tag.slice(0, 2) ? own : tag;
}

/** The time of day in the visitor's own zone, `exact` with the name of its clock. */
export const clockText = (at: Date, tag: string, exact?: boolean): string =>
  at.toLocaleTimeString(variant(tag), { hour: "2-digit", minute: "2-digit", ...(exact && { timeZoneName: "short" }) });

export const dayText = (at: Date, tag: string): string =>
  at.toLocaleDateString(variant(tag), { weekday: "long", day: "numeric", month: "short" });

/** A moment in the visitor's own zone; the day is named only when it is another one. */
export function timeText(at: Date, tag: string): string {
  const time = clockText(at, tag, true);
  return at.toDateString() === new Date().toDateString() ? time : `${dayText(at, tag)}, ${time}`;
}
