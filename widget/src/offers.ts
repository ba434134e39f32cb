/** Whether somebody is there now, and which times can be chosen: asked when the dialog opens, never before the button shows. */
import { ask } from "./api";
import type { Config } from "./config";
import { language, timeText } from "./texts";

/** What `GET /v1/slots` answers. */
export interface Offers {
  /** Whether somebody takes calls now; otherwise `opens_at` says from when on, where that is in sight. */
  now: boolean;
  /** The part that stands in the form's place, while nobody does: "times" or "message". */
  instead?: string;
  times: string[];
  opens_at?: string;
}

export const zone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Nothing where the site offers neither times nor messages, or no answer came: then a call is asked for as ever. */
export async function offersOf({ api, key, parts }: Config, department: string): Promise<Offers | undefined> {
  if (!parts?.times && !parts?.message) return undefined;
  return (await ask<Offers>(`${api}/v1/slots?${new URLSearchParams({ site: key, zone: zone(), department })}`)).body;
}

/** Said by the part that stands there instead; "" while somebody is there. */
export function closedText(offers: Offers | undefined, config: Config, words: { closed: string; opens: string }): string {
  if (!offers?.instead) return "";
  const { opens_at: at } = offers;
  return `${words.closed} ${at ? words.opens.replace("{time}", timeText(new Date(at), language(config))) : ""}`;
}
