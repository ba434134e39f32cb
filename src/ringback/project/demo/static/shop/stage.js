// The demo's guide: follows the phones and says what to do next.
const { phones: phonesUrl, desk: deskUrl } = document.body.dataset;
const steps = Object.fromEntries([...document.querySelectorAll("#steps li")].map((step) => [step.dataset.step, step]));
const said = Object.fromEntries(Object.entries(steps).map(([name, step]) => [name, step.querySelector("p").innerHTML]));
const ORDER = Object.keys(steps);
const pane = document.getElementById("phones");
const news = document.getElementById("news");
const number = document.getElementById("number");
const link = document.getElementById("desk");
const stacked = matchMedia("(max-width: 48rem)");
const TOGETHER_SECONDS = 3;
const still = matchMedia("(prefers-reduced-motion: reduce)");
let now = "ask";
let told = "";

const first = (phones, role, state) => phones.find((phone) => phone.role === role && phone.state === state);
const latest = (phones) => phones.filter((phone) => phone.state === "ended").sort((a, b) => a.seconds - b.seconds)[0];

// What to do now, in words; null: the words the page came with.
function next(phones) {
  const talking = first(phones, "team", "talking");
  const ringing = first(phones, "team", "ringing");
  const visitor = first(phones, "visitor", "talking");
  if (first(phones, "visitor", "ringing")) return ["visitor", "The visitor’s phone rings. Press Answer."];
  if (visitor && talking) return ["visitor", `Connected to ${talking.name}, and recorded. Press Listen to hear them, then Hang up.`];
  if (talking) return ["visitor", `${talking.name} hears who is calling. The visitor’s phone rings in a moment.`];
  if (ringing) return ["team", `${ringing.name}’s phone rings: press Answer. Or Decline, and the next one rings.`];
  if (first(phones, "visitor", "calling")) return ["team", "The visitor calls the shop. Whoever is free is rung."];
  const over = latest(phones);
  if (!over) return ["ask", null];
  // Who rang the shop knows no name of the call; whoever took it does.
  const together = phones.filter((phone) => phone.state === "ended" && phone.seconds - over.seconds < TOGETHER_SECONDS);
  const isOf = (phone) => (phone.call ? phone.call === over.call : together.includes(phone));
  const called = phones.find((phone) => phone.role === "visitor" && isOf(phone));
  if (called?.talked_seconds > 0) return ["desk", null, together.map((phone) => phone.call).find(Boolean)];
  if (called && !called.call) return ["team", "Nobody took the visitor’s call."];
  return ["team", called
    ? "The visitor did not answer, and the shop’s page says so. It will be tried again."
    : "Nobody answered, and the shop’s page says so. It will be tried again in a minute."];
}

function show(phones) {
  const [step, words, call] = next(phones);
  for (const name of ORDER) {
    steps[name].toggleAttribute("aria-current", name === step);
    if (name === step) steps[name].setAttribute("aria-current", "step");
    steps[name].classList.toggle("done", ORDER.indexOf(name) < ORDER.indexOf(step));
    if (name !== "desk" && name !== "ask") steps[name].querySelector("p").innerHTML = said[name];
  }
  if (words) steps[step].querySelector("p").textContent = words;
  link.href = call ? `${deskUrl}/calls/${call}/` : `${deskUrl}/calls/`;
  link.textContent = call ? "Open this call" : "Open the desk";
  tell(words ?? steps[step].innerText);
  if (step !== now && stacked.matches) follow(step);
  now = step;
}

function tell(words) {
  if (words === told) return;
  told = words;
  news.textContent = words;
}

// On a narrow screen shop and phones are not seen together: go where something is to be done.
function follow(step) {
  const behavior = still.matches ? "auto" : "smooth";
  if (step === "team") pane.scrollIntoView({ behavior, block: "start" });
  if (step === "desk") scrollTo({ top: 0, behavior });
}

addEventListener("message", (event) => {
  if (event.origin === new URL(phonesUrl).origin && Array.isArray(event.data?.phones)) show(event.data.phones);
});
number.addEventListener("click", async () => {
  await navigator.clipboard.writeText(number.textContent).catch(() => {});
  number.classList.add("copied");
});
