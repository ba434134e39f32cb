/** Which group is called: what the page says, or its address; otherwise the visitor chooses. */
import type { Config, Department } from "./config";
import { matches } from "./patterns";

const SAID = "data-ringback-department";

/** The key of the department that the page decides for; "" where the visitor is to choose, or there is nothing to choose. */
export function decided({ departments = [] }: Config, from?: Element): string {
  const known = (key: string | null | undefined): boolean => departments.some((one) => one.key === key);
  const around = (element?: Element | null): string => {
    for (let at = element; at; at = at.parentElement) if (known(at.getAttribute(SAID))) return at.getAttribute(SAID) || "";
    return "";
  };
  const path = location.pathname.replace(/(.)\/$/, "$1");
  const byAddress = ({ pages = [] }: Department): boolean => pages.some((one) => matches(one, path));
  return around(from) || around(document.querySelector(`[${SAID}]`)) || departments.find(byAddress)?.key || "";
}
