/** When a rule prompts: the same decision as website/prompts/rules.py, held to the same table of cases. */

/** What of a rule is seen in the page alone; the server has looked at pages, sources and visitor before it sends it. */
export interface Rule {
  id: number;
  /** Seconds the page was looked at. */
  seconds?: number;
  /** Per cent of the page's height that were seen. */
  scroll?: number;
  exit?: boolean;
  /** The poll that it shows in place of the form for a call. */
  poll?: number;
}

/** A page view so far. */
export interface Progress {
  seconds: number;
  scroll: number;
  exit: boolean;
}

/** The first of the rules all of whose triggers have come. */
export const due = (rules: Rule[], { seconds, scroll, exit }: Progress): Rule | undefined =>
  rules.find((rule) => seconds >= (rule.seconds || 0) && scroll >= (rule.scroll || 0) && (exit || !rule.exit));
