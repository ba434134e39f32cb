/** Holds the one live stream of a browser and tells every open tab which parts of the desk have changed. */

import { Feed } from "./_feed";

interface TabPort extends MessagePort {
  since?: number;
}

const tabs = new Set<TabPort>();
let feed: Feed | null = null;

function told(what: string): void {
  for (const tab of tabs) tab.postMessage(what);
}

(self as unknown as { onconnect: (event: MessageEvent) => void }).onconnect = (event) => {
  const tab = event.ports[0] as TabPort | undefined;
  if (!tab) return;
  tab.onmessage = ({ data }: MessageEvent<{ url: string; since: number } | "bye">) => {
    if (data === "bye") {
      tabs.delete(tab);
      return;
    }
    tabs.add(tab);
    feed ??= new Feed(data.url, told);
    for (const what of feed.changedSince(data.since)) tab.postMessage(what);
  };
  tab.start();
};
