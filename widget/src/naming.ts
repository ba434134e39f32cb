/** After a request: from now on the browser's token names a visitor, whose number need not be asked for again. */
import { ask, json } from "./api";
import type { Config } from "./config";
import type { Stage } from "./stage";

/** `callback` is the token of a request just taken, `view` the page view it was made from. */
export async function name({ api, key: site }: Config, callback: string, view: string, store: Stage["token"]): Promise<void> {
  const { body } = await ask<{ token: string }>(`${api}/v1/visitors`, json({ site, callback, view, token: store() }));
  if (body) store(body.token);
}
