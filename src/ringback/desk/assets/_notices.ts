/** Toasts for what happened, and a dialog in place of the browser's own question before what cannot be undone. */

const SHOWN_MILLISECONDS = 7000;

function box(): HTMLElement | null {
  return document.getElementById("toasts");
}

function dress(toast: HTMLElement): void {
  const close = document.createElement("button");
  close.type = "button";
  close.className = "desk-toast-close";
  close.setAttribute("aria-label", box()?.dataset.dismiss ?? "");
  close.textContent = "×";
  close.addEventListener("click", () => toast.remove());
  toast.append(close);
  if (toast.classList.contains("desk-toast-error")) return; // stays until it is read
  let left = window.setTimeout(() => toast.remove(), SHOWN_MILLISECONDS);
  toast.addEventListener("mouseenter", () => window.clearTimeout(left));
  toast.addEventListener("mouseleave", () => (left = window.setTimeout(() => toast.remove(), SHOWN_MILLISECONDS)));
}

export function toast(level: string, text: string): void {
  const element = document.createElement("div");
  element.className = `desk-toast desk-toast-${level}`;
  element.textContent = text;
  dress(element);
  box()?.append(element);
}

interface HtmxConfirm {
  question: string | null;
  issueRequest(skipConfirmation: boolean): void;
}

function ask(event: CustomEvent<HtmxConfirm>): void {
  const dialog = document.getElementById("confirm") as HTMLDialogElement | null;
  const { question, issueRequest } = event.detail;
  if (!question || !dialog) return;
  event.preventDefault();
  const heading = document.getElementById("confirm-question");
  if (heading) heading.textContent = question;
  dialog.returnValue = "no";
  dialog.addEventListener("close", () => dialog.returnValue === "yes" && issueRequest(true), { once: true });
  dialog.showModal();
}

/** Whether the server has said itself why it refused: `desk:toast` shows that. */
function explained(event: CustomEvent): boolean {
  const { xhr } = event.detail as { xhr?: XMLHttpRequest };
  return (xhr?.getResponseHeader("HX-Trigger") ?? "").includes("desk:toast");
}

function dressAll(): void {
  box()
    ?.querySelectorAll<HTMLElement>("[data-toast]")
    .forEach((toast) => {
      toast.removeAttribute("data-toast");
      dress(toast);
    });
}

export function startNotices(): void {
  dressAll();
  document.body.addEventListener("htmx:load", dressAll);
  const on = document.body.addEventListener.bind(document.body) as (
    name: string,
    heard: (event: CustomEvent) => void,
  ) => void;
  on("desk:toast", (event: CustomEvent<{ toasts: { level: string; text: string }[] }>) =>
    event.detail.toasts.forEach(({ level, text }) => toast(level, text)),
  );
  const byPerson = (event: CustomEvent): boolean =>
    (event.detail as { requestConfig?: { verb: string } }).requestConfig?.verb !== "get";
  on("htmx:responseError", (event) => {
    if (byPerson(event) && !explained(event)) toast("error", box()?.dataset.failed ?? "");
  });
  on("htmx:sendError", (event) => byPerson(event) && toast("error", box()?.dataset.offline ?? ""));
  on("htmx:confirm", ask as (event: CustomEvent) => void);
}
