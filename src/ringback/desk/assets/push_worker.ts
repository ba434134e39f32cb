/** Shows what the desk pushes while no page of it is open, and opens the page it is about. */

interface Pushed {
  title: string;
  body: string;
  url: string;
  tag: string;
}

/** What is used here of a service worker's scope; the page's own library of types has no word for it. */
interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface Worker {
  readonly location: Location;
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    matchAll(wanted: object): Promise<{ url: string; focus(): Promise<unknown> }[]>;
    openWindow(url: string): Promise<unknown>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(name: "install", heard: () => void): void;
  addEventListener(name: "push", heard: (event: Lasting & { data: { json(): unknown } | null }) => void): void;
  addEventListener(name: "notificationclick", heard: (event: Lasting & { notification: Notification }) => void): void;
}

const worker = self as unknown as Worker;

worker.addEventListener("install", () => void worker.skipWaiting());

worker.addEventListener("push", (event) => {
  const { title, body, url, tag } = event.data?.json() as Pushed;
  event.waitUntil(worker.registration.showNotification(title, { body, tag, data: { url } }));
});

async function open(path: string): Promise<void> {
  const url = new URL(path, worker.location.origin);
  if (url.origin !== worker.location.origin) return;
  const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const page = pages.find((one) => new URL(one.url).pathname === url.pathname);
  await (page ? page.focus() : worker.clients.openWindow(url.href));
}

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const data = event.notification.data as { url?: string } | undefined;
  event.waitUntil(open(data?.url ?? "/"));
});
