// The page of the demo phones: shows what the server says, and presses its buttons.
import { Ear, Ringer } from "./sound.js";

const STATES = { idle: "Waiting for a call", ringing: "Incoming call", calling: "Calling", talking: "In a call" };
const ENDINGS = {
  they_hung_up: "They hung up",
  you_hung_up: "You hung up",
  they_gave_up: "Missed: they gave up",
  not_taken: "Nobody took the call",
  declined: "You declined",
  busy: "Turned away: busy",
  failed: "The call failed",
};
const SHOWN = {
  idle: [], ended: [],
  ringing: ["decline", "busy", "answer"],
  calling: ["hang-up"],
  talking: ["press", "listen", "hang-up"],
};
// A visitor who is in no call may ring the shop.
const acts = (phone) => (phone.role === "visitor" && !SHOWN[phone.state].length ? ["call"] : SHOWN[phone.state]);
const REQUESTS = {
  call: ["call", {}],
  answer: ["answer", {}], decline: ["decline", { code: 603 }], busy: ["decline", { code: 486 }],
  "hang-up": ["hang-up", {}], press: ["press", { key: "1" }],
};

const page = Object.fromEntries(
  ["team", "visitor", "nobody", "news", "lost", "bell", "phone"].map((id) => [id, document.getElementById(id)]),
);
const cards = new Map();
const ringer = new Ringer();
const ear = new Ear();

class Card {
  constructor(phone) {
    this.id = phone.id;
    this.root = page.phone.content.firstElementChild.cloneNode(true);
    this.levels = Object.fromEntries([...this.root.querySelectorAll("[data-level]")].map((el) => [el.dataset.level, el]));
    this.buttons = Object.fromEntries([...this.root.querySelectorAll("[data-act]")].map((el) => [el.dataset.act, el]));
    this.find(".name").textContent = phone.name;
    this.find(".initial").textContent = phone.role === "team" ? phone.name[0] : "☺";
    this.find(".face").style.setProperty("--hue", hue(phone.id));
    for (const [act, button] of Object.entries(this.buttons)) {
      button.setAttribute("aria-label", `${button.textContent.replace(/^\s*1\s*/, "").trim()}: ${phone.name}`);
      button.addEventListener("click", () => this.act(act));
    }
    for (const field of this.root.querySelectorAll("[data-habit]")) field.addEventListener("change", () => this.behave());
    this.field("mode").setAttribute("aria-label", `When ${phone.name} is called`);
    this.field("after_seconds").setAttribute("aria-label", `Seconds until ${phone.name} answers`);
  }

  find(selector) { return this.root.querySelector(selector); }
  field(name) { return this.find(`[data-habit="${name}"]`); }

  show(phone) {
    const before = this.phone;
    this.phone = phone;
    this.arrivedAt = performance.now();
    this.root.dataset.state = phone.state;
    const caller = phone.caller ? phone.caller.name || phone.caller.number : "";
    this.find(".status").textContent = phone.held ? "On hold" : STATES[phone.state] ?? ENDINGS[phone.ended];
    this.find(".who").textContent = caller;
    this.find(".who").title = phone.caller ? `${caller} (${phone.caller.number})` : "";
    this.find(".rest").hidden = acts(phone).length > 0;
    this.find(".rest").textContent = phone.state === "ended" ? "Ready for the next call" : "";
    this.showHabit(phone.habit);
    this.showButtons(phone);
    this.tick();
    if (before && before.state !== phone.state) announce(phone, caller);
  }

  showButtons(phone) {
    const { state } = phone;
    const shown = acts(phone);
    const focused = this.root.contains(document.activeElement) && document.activeElement.dataset.act;
    for (const [act, button] of Object.entries(this.buttons)) button.hidden = !shown.includes(act);
    if (focused && this.buttons[focused].hidden) (this.buttons[shown.at(-1)] ?? this.root).focus();
    if (state !== "talking") this.level({ hears: 0, says: 0 });
    if (state !== "talking" && ear.id === this.id) this.listen(false);
  }

  showHabit(habit) {
    for (const name of ["mode", "after_seconds"]) {
      const field = this.field(name);
      if (document.activeElement !== field || name === "mode") field.value = habit[name];
    }
    this.find(".after").hidden = habit.mode !== "answers";
  }

  tick() {
    const { state, seconds, talked_seconds: talked } = this.phone;
    const running = seconds + (performance.now() - this.arrivedAt) / 1000;
    const shown = { ringing: running, calling: running, talking: running, ended: talked }[state];
    this.find(".clock").textContent = shown ? clock(shown) : "";
  }

  level(levels) {
    for (const [name, element] of Object.entries(this.levels)) element.style.setProperty("--level", levels[name]);
  }

  async act(act) {
    if (act === "listen") { this.listen(ear.id !== this.id); return; }
    const [verb, wish] = REQUESTS[act];
    await this.post(verb, wish);
  }

  listen(on) {
    if (on) {
      cards.get(ear.id)?.listen(false);
      ear.open(this.id, this.url("listen"));
    } else if (ear.id === this.id) {
      ear.close();
    }
    this.buttons.listen.setAttribute("aria-pressed", String(on));
  }

  behave() {
    const seconds = Math.min(60, Math.max(0, Number(this.field("after_seconds").value) || 0));
    this.post("habit", { mode: this.field("mode").value, after_seconds: seconds, presses: this.phone.habit.presses });
  }

  url(verb) { return `phones/${encodeURIComponent(this.id)}/${verb}`; }

  async post(verb, wish) {
    try {
      const answer = await fetch(this.url(verb), {
        method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(wish),
      });
      if (!answer.ok) say((await answer.json()).title);
    } catch {
      say("The phones do not answer just now.");
    }
  }
}

function showAll(phones) {
  const ids = new Set(phones.map((phone) => phone.id));
  for (const [id, card] of cards) if (!ids.has(id)) { card.root.remove(); cards.delete(id); }
  for (const phone of phones) {
    const known = cards.get(phone.id);
    const card = known ?? new Card(phone);
    if (!known) {
      cards.set(phone.id, card);
      // The newest visitor is the one that is looked for.
      if (phone.role === "team") page.team.append(card.root); else page.visitor.prepend(card.root);
      if (phone.state === "ringing") announce(phone, phone.caller.name || phone.caller.number);
    }
    card.show(phone);
  }
  page.nobody.hidden = page.visitor.childElementCount > 0;
  const ringing = phones.filter((phone) => phone.state === "ringing");
  document.title = ringing.length ? `☎ ${ringing[0].name} is ringing` : "Demo phones";
  ringer.ring(ringing.length > 0);
  // Only the demo's own stage can frame this page (its Content-Security-Policy), so anyone listening may know.
  if (parent !== window) parent.postMessage({ phones }, "*");
}

function announce(phone, caller) {
  const whose = phone.role === "team" ? `${phone.name}’s phone` : "The visitor’s phone";
  if (phone.state === "ringing") say(`${whose} is ringing: ${caller}`);
  else if (phone.state === "calling") say(`${whose} calls ${caller}`);
  else if (phone.state === "talking") say(`${whose} is in a call with ${caller}`);
  else if (phone.state === "ended") say(`${whose}: ${ENDINGS[phone.ended]}`);
}

function say(text) { page.news.textContent = text; }
function clock(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
// Steps of the golden angle, so that neighbours ("manager-1", "manager-2") look nothing alike.
function hue(text) { return [...text].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) * 137.5 % 360; }

page.bell.addEventListener("click", () => {
  const on = page.bell.getAttribute("aria-pressed") !== "true";
  page.bell.setAttribute("aria-pressed", String(on));
  ringer.allow(on);
});

const stream = new EventSource("events");
stream.addEventListener("phones", (event) => showAll(JSON.parse(event.data)));
stream.addEventListener("levels", (event) => {
  for (const [id, levels] of Object.entries(JSON.parse(event.data))) cards.get(id)?.level(levels);
});
stream.addEventListener("open", () => { page.lost.hidden = true; });
stream.addEventListener("error", () => { page.lost.hidden = false; });
setInterval(() => { for (const card of cards.values()) card.tick(); }, 500);
