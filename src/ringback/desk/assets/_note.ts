/**
 * Notes on calls are saved as they are typed (`data-note` is the call). Until the server has one it is kept on this
 * device, so that neither a lost connection nor a closed page loses a word.
 */

const PAUSE_MILLISECONDS = 600;
const AGAIN_MILLISECONDS = 4000;
const timers = new WeakMap<HTMLTextAreaElement, number>();

function key(area: HTMLTextAreaElement): string {
  return `ringback-note-${area.dataset.note ?? ""}`;
}

function stored(area: HTMLTextAreaElement): string | null {
  try {
    return localStorage.getItem(key(area));
  } catch {
    return null;
  }
}

/** Keeps what is typed on this device; null: the server has it. */
function store(area: HTMLTextAreaElement, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(key(area));
    else localStorage.setItem(key(area), text);
  } catch {
    // Storage is blocked: what is typed lives as long as its page.
  }
}

function say(area: HTMLTextAreaElement, word: "saving" | "saved" | "waiting" | "refused"): void {
  const line = document.getElementById(area.getAttribute("aria-describedby") ?? "");
  if (line) line.textContent = area.dataset[word] ?? "";
}

function later(area: HTMLTextAreaElement, milliseconds: number): void {
  window.clearTimeout(timers.get(area));
  timers.set(
    area,
    window.setTimeout(() => void save(area), milliseconds),
  );
}

async function save(area: HTMLTextAreaElement): Promise<void> {
  const form = area.form;
  if (!form) return;
  const text = area.value;
  say(area, "saving");
  try {
    const headers = { "X-Requested-With": "fetch" };
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers, keepalive: true, redirect: "error" });
    if (answer.status >= 500) throw new Error("not now");
    if (area.value !== text) return; // typed on: the next pause saves it
    if (answer.ok) store(area, null);
    say(area, answer.ok ? "saved" : "refused");
  } catch {
    say(area, "waiting");
    later(area, AGAIN_MILLISECONDS);
  }
}

function areas(): NodeListOf<HTMLTextAreaElement> {
  return document.querySelectorAll<HTMLTextAreaElement>("textarea[data-note]");
}

/** What an earlier page could not save any more is there again, and saved. */
function restore(): void {
  areas().forEach((area) => {
    const text = stored(area);
    if (text === null || timers.has(area)) return;
    area.value = text;
    later(area, 0);
  });
}

export function startNotes(): void {
  document.addEventListener("input", ({ target }) => {
    if (!(target instanceof HTMLTextAreaElement) || target.dataset.note === undefined) return;
    store(target, target.value);
    later(target, PAUSE_MILLISECONDS);
    // The same call's note on the card and on the page is one note.
    areas().forEach((area) => {
      if (area !== target && area.dataset.note === target.dataset.note) area.value = target.value;
    });
  });
  document.body.addEventListener("htmx:load", restore);
  restore();
}
