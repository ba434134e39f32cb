/** The page that is a member's phone: switched on by a press, rung by the server, answered by another press. */

import { Line, microphone, objection, release, type Trouble } from "../../../../widget/src/line";
import { Feed } from "./_feed";
import { Bell } from "./_bell";

const BEAT_MILLISECONDS = 20_000;
const LOOK_MILLISECONDS = 2000;

interface Ringing {
  call_id: string;
  leg: number;
  offer: string;
  name: string;
  site: string;
  city: string;
  answered: boolean;
  talking: boolean;
}

interface Told {
  mine: boolean;
  call: Ringing | null;
  ice?: RTCIceServer[];
}

type State = "off" | "ready" | "ringing" | "answering" | "talking" | "elsewhere";

class Phone {
  private readonly page = crypto.randomUUID().replace(/-/g, "");
  private readonly bell = new Bell();
  private state?: State;
  private ice: RTCIceServer[] = [];
  private call: Ringing | null = null;
  private line: Line | null = null;
  private over = "";
  private since = 0;
  private listens = false;

  constructor(private readonly root: HTMLElement) {
    const doing: Record<string, () => void> = {
      on: () => void this.switchOn(),
      off: () => this.switchOff(),
      accept: () => void this.accept(),
      decline: () => this.end("declined"),
      leave: () => this.end("left"),
      mute: () => this.mute(),
    };
    root.addEventListener("click", ({ target }) => {
      const button = (target as Element).closest<HTMLButtonElement>("button[data-does], button[data-key]");
      if (button?.dataset.key) this.press(button.dataset.key);
      else if (button?.dataset.does) doing[button.dataset.does]?.();
    });
    document.addEventListener("keydown", (event) => this.typed(event));
    window.addEventListener("pagehide", () => this.leavePage());
    window.addEventListener("beforeunload", (event) => {
      if (this.line) event.preventDefault();
    });
    window.setInterval(() => this.tick(), 1000);
    const why = objection();
    if (why) this.complain(why);
    this.show("off");
  }

  private async switchOn(): Promise<void> {
    this.complain("");
    try {
      release(await microphone());
    } catch (trouble) {
      this.complain(trouble as Trouble);
      return;
    }
    this.bell.allow();
    const told = await this.here("open");
    if (!told) return;
    this.ice = told.ice ?? [];
    this.listen();
    this.heard(told);
  }

  private listen(): void {
    if (this.listens) return;
    this.listens = true;
    new Feed(this.root.dataset.stream ?? "", (what) => {
      if (what === "calls" || what === "presence" || what === "connected") void this.look();
    });
    window.setInterval(() => void this.look(), BEAT_MILLISECONDS);
  }

  private switchOff(): void {
    void this.here("close");
    this.stopLine();
    this.show("off");
  }

  private leavePage(): void {
    if (this.state !== "off" && this.state !== "elsewhere") void this.here("close");
  }

  private async look(): Promise<void> {
    if (this.state === "off" || this.state === "elsewhere") return;
    this.heard(await this.here("stay"));
  }

  private heard(told: Told | null): void {
    if (!told) return;
    if (!told.mine) {
      this.stopLine();
      this.show("elsewhere");
      return;
    }
    const call = told.call;
    if (!call) {
      this.stopLine();
      this.show("ready");
    } else if (this.line || this.state === "answering") {
      if (call.talking && this.state !== "talking") {
        this.since = Date.now();
        this.show("talking");
      }
    } else if (call.answered) {
      // Answered in a page that was loaded anew since: nobody here can go on with it.
      void this.say(call, "left");
    } else if (this.key(call) !== this.over) {
      const fresh = this.state !== "ringing";
      this.call = call;
      if (fresh) this.ring(call);
    }
  }

  private ring(call: Ringing): void {
    const who = [call.name, call.site, call.city].filter(Boolean);
    this.fill("who", who[0] ?? this.text("somebody"));
    this.fill("about", who.slice(1).join(" · "));
    this.show("ringing");
    this.bell.ring();
    void this.say(call, "rang");
  }

  private async accept(): Promise<void> {
    const call = this.call;
    if (!call || this.state !== "ringing") return;
    this.show("answering");
    try {
      const sound = await microphone();
      if (this.call !== call) return release(sound); // they hung up meanwhile
      const line = new Line(this.ice, sound, this.speaker(), () => this.end("left", "lost"));
      this.line = line;
      const sdp = await line.answer(call.offer);
      if (this.line !== line) return;
      if (!(await this.say(call, "answered", sdp))) {
        this.stopLine();
        this.show("ready");
      } else this.watch();
    } catch (trouble) {
      if (this.call === call) this.end("declined", typeof trouble === "string" ? (trouble as Trouble) : "unable");
    }
  }

  /** While a call is in this page it asks now and then by itself: a lost hint must not leave it hanging. */
  private watch(): void {
    const timer = window.setInterval(() => {
      if (this.line) void this.look();
      else window.clearInterval(timer);
    }, LOOK_MILLISECONDS);
  }

  private end(said: "declined" | "left", why: Trouble | "lost" | "" = ""): void {
    if (this.call) {
      this.over = this.key(this.call);
      void this.say(this.call, said);
    }
    this.stopLine();
    this.complain(why);
    this.show("ready");
  }

  private stopLine(): void {
    this.line?.close();
    this.line = null;
    this.call = null;
    this.button("mute")?.setAttribute("aria-pressed", "false");
  }

  private mute(): void {
    const button = this.button("mute");
    const silent = button?.getAttribute("aria-pressed") !== "true";
    button?.setAttribute("aria-pressed", String(silent));
    this.line?.mute(silent);
  }

  private press(key: string): void {
    if (!this.line) return;
    this.line.press(key);
    this.fill("keys", `${this.root.querySelector("[data-fill=keys]")?.textContent ?? ""}${key}`.slice(-16));
  }

  private typed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || this.state !== "talking") return;
    if (/^[0-9*#]$/.test(event.key)) this.press(event.key);
    else if (event.key.toLowerCase() === "m") this.mute();
  }

  private tick(): void {
    if (this.state !== "talking") return;
    const seconds = Math.floor((Date.now() - this.since) / 1000);
    this.fill("time", `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`);
  }

  private show(state: State): void {
    const changed = this.state !== state;
    if (state !== "ringing") this.bell.stop();
    this.state = state;
    this.root.dataset.state = state;
    for (const part of this.root.querySelectorAll<HTMLElement>("[data-in]")) {
      part.hidden = !(part.dataset.in ?? "").split(" ").includes(state);
    }
    if (!changed) return;
    this.fill("status", this.text(state));
    if (state === "talking" || state === "answering") this.fill("keys", "");
    if (state === "ringing") this.button("accept")?.focus();
    if (state === "answering") this.button("leave")?.focus();
    if (state === "ready" && document.activeElement === document.body) this.button("off")?.focus();
    document.title = `${state === "ringing" ? "☎ " : ""}${this.text(state)}`;
  }

  private complain(why: Trouble | "lost" | ""): void {
    const place = this.root.querySelector<HTMLElement>("[data-fill=trouble]");
    if (!place) return;
    place.textContent = why ? this.text(why) : "";
    place.hidden = !why;
  }

  private key(call: Ringing): string {
    return `${call.call_id} ${call.leg}`;
  }

  private fill(name: string, text: string): void {
    const place = this.root.querySelector(`[data-fill=${name}]`);
    if (place) place.textContent = text;
  }

  private text(name: string): string {
    return this.root.querySelector("template")?.content.querySelector(`[data-text="${name}"]`)?.textContent ?? "";
  }

  private button(does: string): HTMLButtonElement | null {
    return this.root.querySelector(`button[data-does=${does}]`);
  }

  private speaker(): HTMLAudioElement {
    return this.root.querySelector("audio") as HTMLAudioElement;
  }

  private async here(does: "open" | "stay" | "close"): Promise<Told | null> {
    const answer = await this.post(this.root.dataset.here ?? "", { page: this.page, does });
    return answer?.status === 200 ? ((await answer.json()) as Told) : null;
  }

  private async say(call: Ringing, said: string, sdp = ""): Promise<boolean> {
    const told = { page: this.page, call: call.call_id, leg: call.leg, said, sdp };
    return (await this.post(this.root.dataset.told ?? "", told))?.status === 204;
  }

  private async post(url: string, said: object): Promise<Response | null> {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": this.root.dataset.csrf ?? "" };
    try {
      return await fetch(url, { method: "POST", headers, body: JSON.stringify(said), keepalive: true });
    } catch {
      return null;
    }
  }
}

const root = document.getElementById("phone");
if (root) new Phone(root);
