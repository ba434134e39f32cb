/**
 * One key for what is done most: rows of a list marked `data-keys` are walked with j and k, and a letter presses the
 * row's button or follows its link that carries it in `data-key`. Never while something is being typed. Rows have ids,
 * by which htmx gives the focus to the same row again when the list is fetched anew.
 */

function rows(list: Element): HTMLElement[] {
  return [...list.querySelectorAll<HTMLElement>("[data-row]")];
}

function walk(list: Element, step: number): void {
  const all = rows(list);
  const at = all.findIndex((row) => row.contains(document.activeElement));
  const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
  next?.focus();
}

function press(list: Element, key: string): boolean {
  const row = rows(list).find((one) => one.contains(document.activeElement));
  const target = row?.querySelector<HTMLElement>(`[data-key="${key}"]`);
  target?.click();
  return target !== null && target !== undefined;
}

/** 1 to 9 press what carries them in `data-digit`: on the card of the call at one's phone, else on the page. */
function pressDigit(digit: string): boolean {
  const all = [...document.querySelectorAll<HTMLElement>(`[data-digits] [data-digit="${digit}"]`)];
  const target = all.find((one) => one.closest("#pop") && one.offsetParent) ?? all.find((one) => one.offsetParent);
  target?.click();
  return target !== undefined;
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

export function startKeys(): void {
  document.addEventListener("keydown", (event) => {
    const list = document.querySelector("[data-keys]");
    const held = event.ctrlKey || event.metaKey || event.altKey;
    // Out of a note, so that one key says what the call came to.
    if (event.key === "Escape" && event.target instanceof HTMLElement && event.target.matches("[data-note]")) event.target.blur();
    if (held || typing(event.target) || document.querySelector("dialog[open]")) return;
    if (/^[1-9]$/.test(event.key)) {
      if (pressDigit(event.key)) event.preventDefault();
      return;
    }
    if (!list) return;
    if (event.key === "j" || event.key === "k") walk(list, event.key === "j" ? 1 : -1);
    else if (!/^[a-z]$/.test(event.key) || !press(list, event.key)) return;
    event.preventDefault();
  });
  window.addEventListener("hashchange", openNamed);
  // Until it has loaded, the browser itself moves the focus to what the address names.
  window.addEventListener("load", openNamed);
  openNamed();
}

/** A page opened at one of its folded forms unfolds it, with the first field ready. */
function openNamed(): void {
  const named = location.hash ? document.getElementById(location.hash.slice(1)) : null;
  if (!(named instanceof HTMLDetailsElement)) return;
  named.open = true;
  named.querySelector<HTMLElement>("select, textarea, input:not([type=hidden])")?.focus();
}
