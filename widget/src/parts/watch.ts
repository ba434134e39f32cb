/** Looks on until a rule is due: time on the page, depth, leaving. Says so once, and never over a form being filled. */
import { listen, safely } from "../dom";
import { offerPart } from "../fetching";
import { due, type Progress, type Rule } from "../triggers";

const FAST_PIXELS = 120;
const FAST_MILLISECONDS = 100;
const EDITABLE = "input,textarea,select,[contenteditable]";

/** Whether fingers point here: then there is no edge to leave by. */
const isTouch = (): boolean => matchMedia("(pointer:coarse)").matches;

/** Returns what ends the watch. */
function watch(rules: Rule[], fire: (rule: Rule) => unknown): () => void {
  const progress: Progress = { seconds: 0, scroll: 0, exit: false };
  let over = false;
  let top = scrollY;
  let since = 0;

  const end = (): void => {
    over = true;
    clearInterval(timer);
  };
  const look = (): void => {
    if (over || document.hidden || document.activeElement?.matches(EDITABLE)) return;
    const rule = due(rules, progress);
    if (!rule) return;
    end();
    fire(rule);
  };
  const leaving = (): void => {
    progress.exit = true;
    look();
    // Whoever was going and stays is not going any more.
    if (!document.hidden) progress.exit = false;
  };
  const tick = (): void => {
    if (document.hidden) return;
    progress.seconds++;
    const seen = (scrollY + innerHeight) / document.documentElement.scrollHeight;
    progress.scroll = Math.max(progress.scroll, Math.round(seen * 100));
    look();
  };
  const timer = setInterval(safely(tick), 1000);
  // Anything typed anywhere: somebody is busy with something better.
  document.addEventListener("input", end, true);
  listen(document, "mouseout", (event) => !event.relatedTarget && event.clientY <= 0 && leaving());
  if (isTouch()) {
    // A quick pull back up to the address bar, or coming back from another tab.
    const scrolled = (event: Event): void => {
      const past = event.timeStamp - since > FAST_MILLISECONDS;
      if (!past && top - scrollY > FAST_PIXELS) leaving();
      if (past) [top, since] = [scrollY, event.timeStamp];
    };
    document.addEventListener("scroll", safely(scrolled), { passive: true });
    listen(document, "visibilitychange" as "input", leaving);
  }
  return end;
}

offerPart("watch", watch);
