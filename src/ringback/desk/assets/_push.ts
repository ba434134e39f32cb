/** Notices on this device: signing this browser up with its push service, and off again. */

import { toast } from "./_notices";

function field(form: HTMLFormElement | null, name: string, value: string): void {
  const input = form?.elements.namedItem(name);
  if (input instanceof HTMLInputElement) input.value = value;
}

function text(buffer: ArrayBuffer | null): string {
  const bytes = String.fromCharCode(...new Uint8Array(buffer ?? new ArrayBuffer(0)));
  return btoa(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function bytes(key: string): Uint8Array<ArrayBuffer> {
  const binary = atob(key.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/** What a person would call this browser: "Firefox, Linux". */
function label(): string {
  const agent = navigator.userAgent;
  const browser = ["Edg", "OPR", "Firefox", "Chrome", "Safari"].find((name) => agent.includes(name)) ?? "Browser";
  const system = ["Android", "iPhone", "iPad", "Windows", "Mac", "Linux"].find((name) => agent.includes(name)) ?? "";
  const known: Record<string, string> = { Edg: "Edge", OPR: "Opera" };
  return [known[browser] ?? browser, system].filter(Boolean).join(", ");
}

class Push {
  constructor(private readonly box: HTMLElement) {}

  private part<Part extends HTMLElement>(name: string): Part | null {
    return this.box.querySelector<Part>(`[data-push-${name}]`);
  }

  private show(...names: string[]): void {
    for (const name of ["none", "off", "on", "start", "stop"]) {
      const part = this.part(name);
      if (part) part.hidden = !names.includes(name);
    }
  }

  async start(): Promise<void> {
    if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) {
      this.show("none");
      return;
    }
    this.part("start")?.addEventListener("click", () => void this.signUp());
    this.part("stop")?.addEventListener("click", () => void this.signOff());
    const registration = await navigator.serviceWorker.getRegistration(this.box.dataset.worker ?? "");
    const current = await registration?.pushManager.getSubscription();
    if (current) this.show("on", "stop");
    else this.show("off", "start");
  }

  private async signUp(): Promise<void> {
    if ((await Notification.requestPermission()) !== "granted") {
      toast("error", this.box.dataset.refused ?? "");
      return;
    }
    try {
      const registration = await navigator.serviceWorker.register(this.box.dataset.worker ?? "");
      await active(registration);
      const made = await registration.pushManager.subscribe({
        userVisibleOnly: true,
        applicationServerKey: bytes(this.box.dataset.key ?? ""),
      });
      this.send(made);
    } catch {
      toast("error", this.box.dataset.failed ?? "");
    }
  }

  private send(made: PushSubscription): void {
    const form = this.part<HTMLFormElement>("form");
    field(form, "address", made.endpoint);
    field(form, "public_key", text(made.getKey("p256dh")));
    field(form, "auth", text(made.getKey("auth")));
    field(form, "label", label());
    form?.submit();
  }

  private async signOff(): Promise<void> {
    const registration = await navigator.serviceWorker.getRegistration(this.box.dataset.worker ?? "");
    const current = await registration?.pushManager.getSubscription();
    const form = this.part<HTMLFormElement>("remove");
    field(form, "address", current?.endpoint ?? "");
    await current?.unsubscribe();
    form?.submit();
  }
}

/** A worker that is only being installed cannot be subscribed through yet. */
async function active(registration: ServiceWorkerRegistration): Promise<void> {
  const coming = registration.installing ?? registration.waiting;
  if (registration.active || !coming) return;
  await new Promise<void>((resolve) => {
    coming.addEventListener("statechange", () => coming.state === "activated" && resolve());
  });
}

export function startPush(): void {
  const box = document.querySelector<HTMLElement>("[data-push]");
  if (box) void new Push(box).start();
}
