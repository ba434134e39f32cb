/** The frame: light or dark, "more" on a phone, dialogs, copying, fields that depend on another. */

function toggleTheme(): void {
  const root = document.documentElement;
  const next = root.dataset.bsTheme === "dark" ? "light" : "dark";
  root.dataset.bsTheme = next;
  try {
    localStorage.setItem("ringback-theme", next);
  } catch {
    // Storage is blocked: it holds for this page.
  }
}

function more(open: boolean): void {
  const button = document.getElementById("more-button");
  button?.setAttribute("aria-expanded", String(open));
  document.getElementById("more")?.classList.toggle("is-open", open);
}

function clicked(event: MouseEvent): void {
  const target = event.target as Element;
  const moreButton = target.closest("#more-button");
  if (moreButton) more(moreButton.getAttribute("aria-expanded") !== "true");
  else if (!target.closest("#more")) more(false);
  if (target.closest("[data-theme-toggle]")) toggleTheme();
  const toggle = target.closest<HTMLElement>("[data-toggle]");
  toggle?.setAttribute("aria-expanded", String(toggle.getAttribute("aria-expanded") !== "true"));
  const opener = target.closest<HTMLElement>("[data-dialog]");
  if (opener) {
    more(false);
    (document.getElementById(opener.dataset.dialog ?? "") as HTMLDialogElement | null)?.showModal();
  }
  if (target.closest("[data-close]")) target.closest("dialog")?.close();
  const copier = target.closest<HTMLElement>("[data-copy]");
  if (copier) void copy(copier);
}

/** Copies the text of the element that `data-copy` names; the button says so for a moment (`data-copied`). */
async function copy(button: HTMLElement): Promise<void> {
  const source = document.getElementById(button.dataset.copy ?? "");
  const text = source instanceof HTMLTextAreaElement || source instanceof HTMLInputElement ? source.value : source?.textContent;
  await navigator.clipboard.writeText(text ?? "");
  const words = button.querySelector("[data-copy-words]") ?? button;
  const before = words.textContent;
  words.textContent = button.dataset.copied ?? before;
  window.setTimeout(() => (words.textContent = before), 2000);
}

/** `data-shown-when="name=value|value2"` shows an element only while that field of its form has such a value. */
function dependents(): void {
  document.querySelectorAll<HTMLElement>("[data-shown-when]").forEach((element) => {
    const [name = "", values = ""] = (element.dataset.shownWhen ?? "").split("=");
    const fields = element.closest("form")?.elements.namedItem(name);
    const chosen = fields instanceof HTMLInputElement && fields.type === "checkbox" ? String(fields.checked) : valueOf(fields);
    element.hidden = !values.split("|").includes(chosen);
  });
}

function valueOf(fields: RadioNodeList | Element | null | undefined): string {
  return (fields as { value?: string } | null | undefined)?.value ?? "";
}

/** Tabs that do not fit are scrolled to the one that is shown. */
function tabs(): void {
  document.querySelectorAll<HTMLElement>(".figures-tabs").forEach((row) => {
    const shown = row.querySelector<HTMLElement>("[aria-current]");
    if (shown) row.scrollLeft = shown.offsetLeft - row.offsetLeft - (row.clientWidth - shown.offsetWidth) / 2;
  });
}

function arrange(): void {
  dependents();
  tabs();
}

export function startChrome(): void {
  document.addEventListener("click", clicked);
  document.addEventListener("keydown", (event) => {
    const button = document.getElementById("more-button");
    if (event.key !== "Escape" || button?.getAttribute("aria-expanded") !== "true") return;
    more(false);
    button.focus();
  });
  document.addEventListener("change", (event) => {
    dependents();
    // A list's filters act at once, as its button would.
    const form = (event.target as Element).closest<HTMLFormElement>("form[data-submit-on-change]");
    form?.requestSubmit();
  });
  document.body.addEventListener("htmx:load", arrange);
  arrange();
}
