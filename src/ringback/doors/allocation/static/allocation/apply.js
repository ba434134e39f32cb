// The form of a campaign, where scripts run: shows what fits, says the price, keeps a saved draft, and goes on trying to
// send while many others do. Without this file the form works all the same.
(() => {
  const form = document.getElementById("apply");
  if (!form) return;
  document.documentElement.classList.add("apply-scripted");
  const says = (text) => (document.getElementById("saving").textContent = text);
  const words = form.dataset;

  const values = (name) => new FormData(form).getAll(name).map(String);
  const questions = [...form.querySelectorAll("[data-question]")];

  // A question that depends on another shows only beside the answers it was made for, and only where that one shows.
  const fit = () => {
    const shown = new Set();
    for (const one of questions) {
      const { question, shownBy, shownFor } = one.dataset;
      const fits = !shownBy || (shown.has(shownBy) && values(`a-${shownBy}`).some((key) => shownFor.split(" ").includes(key)));
      if (fits) shown.add(question);
      one.hidden = !fits;
    }
  };

  const options = () => [...new FormData(form)].filter(([name]) => name.startsWith("o-")).map(([, value]) => String(value));

  const body = () => {
    const text = (name) => values(name)[0] ?? "";
    const answers = {};
    for (const one of questions) {
      const fields = [...one.querySelectorAll("input, textarea")];
      if (fields[0]?.type === "file") continue;
      const given = values(`a-${one.dataset.question}`);
      answers[one.dataset.question] = fields[0]?.type === "checkbox" ? given : (given[0] ?? "");
    }
    const plain = Object.fromEntries(["token", "language", "country", "name", "email", "phone", "homepage"].map((name) => [name, text(name)]));
    return { campaign: words.campaign, ...plain, answers, options: options() };
  };

  const post = (path, sent) =>
    fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(sent) });

  // The price, whenever the country or an option changes. The last question asked is the one that is answered.
  let asked = 0;
  const price = async () => {
    const box = document.getElementById("price");
    const country = values("country")[0];
    if (!box || !country) return;
    const mine = ++asked;
    const query = new URLSearchParams({ campaign: words.campaign, country, language: values("language")[0] });
    for (const key of options()) query.append("option", key);
    const answer = await fetch(`/v1/price?${query}`).catch(() => null);
    if (!answer?.ok || mine !== asked) return;
    const { lines, total } = await answer.json();
    if (!total) return;
    const list = document.createElement("dl");
    list.className = "apply-lines";
    const add = (tag, text, kind) => {
      const cell = list.appendChild(document.createElement(tag));
      cell.className = kind;
      cell.appendChild(document.createElement("bdi")).textContent = text;
    };
    for (const [name, amount] of lines) {
      add("dt", name, "");
      add("dd", amount, "");
    }
    add("dt", box.dataset.total, "apply-total");
    add("dd", total, "apply-total");
    box.replaceChildren(list);
  };

  // A form that was saved once is kept as it changes; nothing is kept of one that was not.
  let waiting = 0;
  const keep = () => {
    if (!("saved" in words)) return;
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      says(words.saving);
      const answer = await post("/v1/drafts", body()).catch(() => null);
      says(answer?.ok ? words.savedNow : words.notSaved);
      if (!answer?.ok && (!answer || answer.status === 429 || answer.status >= 500)) keep();
    }, 1500);
  };

  form.addEventListener("input", () => {
    fit();
    keep();
  });
  document.getElementById("language").addEventListener("change", () => {
    form.requestSubmit(document.querySelector('button[value="language"]'));
  });
  form.addEventListener("change", (event) => {
    if (event.target.name === "country" || event.target.name.startsWith("o-")) price();
  });
  fit();
  price();

  const note = (text) => {
    const line = document.getElementById("note");
    line.className = "desk-note desk-note-wait";
    line.querySelector("p").textContent = text;
    line.hidden = false;
    return line;
  };

  const mark = (errors) => {
    form.querySelectorAll("p.invalid-feedback").forEach((old) => old.remove());
    form.querySelectorAll(".is-invalid").forEach((old) => old.classList.remove("is-invalid"));
    let first = null;
    for (const { field, problem, mend } of errors) {
      const place = form.querySelector(`[data-field="${CSS.escape(field)}"]`) ?? document.getElementById(`f-${field}`)?.closest(".card-body");
      if (!place) continue;
      const line = place.appendChild(document.createElement("p"));
      line.className = "invalid-feedback d-block";
      line.textContent = `${problem} ${mend}`;
      const input = place.querySelector("input, select, textarea");
      if (input && place.dataset.field) input.classList.add("is-invalid");
      first ??= input;
    }
    first?.focus();
  };

  const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

  const send = async () => {
    const sent = { ...body(), consent: form.elements.consent.checked ? values("consent_version")[0] : "", page: location.href.slice(0, 500) };
    for (let turn = 0; ; turn++) {
      const answer = await post("/v1/entries", sent).catch(() => null);
      if (answer && answer.status !== 429 && answer.status < 500) return answer;
      says(words.sending);
      const told = Number(answer?.headers.get("Retry-After")) || 0;
      await pause(Math.max(told, Math.min(2 ** turn, 10)) * (0.7 + Math.random() * 0.6));
    }
  };

  form.addEventListener("submit", async (event) => {
    const files = [...form.querySelectorAll("input[type=file]")].some((one) => one.files.length);
    if (event.submitter && event.submitter.value !== "send") return; // by the form itself
    if (files) return;
    event.preventDefault();
    const buttons = [...form.querySelectorAll("button")];
    buttons.forEach((one) => (one.disabled = true));
    const answer = await send();
    const said = await answer.json().catch(() => ({}));
    says("");
    buttons.forEach((one) => (one.disabled = false));
    if (answer.ok && said.status) location.assign(`${said.status}?language=${encodeURIComponent(values("language")[0])}`);
    else if (said.errors) {
      note(words.mend);
      mark(said.errors);
    } else note(said.detail || said.title || words.notSaved).focus();
  });
})();
