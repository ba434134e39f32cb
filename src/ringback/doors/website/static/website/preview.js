// A whole call played inside the preview: what the widget would ask the server never leaves this frame.
(() => {
  const config = JSON.parse(document.getElementById("ringback-config").textContent);
  const poll = JSON.parse(document.getElementById("ringback-poll")?.textContent ?? "null");
  const steps = ["received", "calling_agent", "agent_answered", "calling_you", "connected", "ended"];
  const began = Date.now();
  let asked = began;
  let cancelled = false;
  let chosen = null;

  const stateNow = () => {
    const index = Math.min(Math.floor((Date.now() - asked) / 2500), steps.length - 1);
    const state = cancelled ? "cancelled" : chosen ? "scheduled" : steps[index];
    const said = { state, at: new Date().toISOString(), seconds_waited: (Date.now() - asked) / 1000, message_key: state };
    return state === "scheduled" ? { ...said, retry_at: chosen } : said;
  };
  const answer = (body, status) => Promise.resolve(new Response(JSON.stringify(body), { status }));

  // Every half hour of the working day after this one.
  const times = () =>
    Array.from({ length: 16 }, (_, place) => {
      const at = new Date();
      at.setDate(at.getDate() + 1);
      at.setHours(9, 30 * place, 0, 0);
      return at.toISOString();
    });

  window.fetch = (url, { body } = {}) => {
    const path = String(url).replace(config.api, "");
    if (path === "/v1/callbacks") {
      asked = Date.now();
      cancelled = false;
      chosen = JSON.parse(body).at || null;
      return answer({ token: "preview", phone_shown: "+00 • •• 12", events: "", state: "received" }, 201);
    }
    // A prompt, where this is the preview of one: allowed at once.
    if (path === "/v1/visits") {
      const { rule } = JSON.parse(body);
      return answer({ token: "preview", arm: "shown", variant: "a", rules: [{ id: 1, seconds: 1, poll: poll?.poll }], prompt: rule ? { rule } : null }, 200);
    }
    if (path === "/v1/polls") return poll ? answer(poll, 200) : answer({}, 404);
    if (path === "/v1/polls/answers") return answer({}, 201);
    if (path.startsWith("/v1/slots")) return answer({ now: true, minutes: 30, times: times() }, 200);
    if (path === "/v1/messages") {
      return answer({ token: "preview", answer_by: new Date(Date.now() + 4 * 3600 * 1000).toISOString() }, 201);
    }
    if (path.endsWith("/cancel")) cancelled = true;
    return answer(stateNow(), 200);
  };

  window.EventSource = class extends EventTarget {
    constructor() {
      super();
      this.readyState = 1;
      this.timer = setInterval(() => this.tell(), 400);
      setTimeout(() => this.tell(), 0);
    }

    tell() {
      const now = stateNow();
      if (now.state === this.told) return;
      this.told = now.state;
      this.dispatchEvent(new MessageEvent("state", { data: JSON.stringify(now) }));
      if (now.state === "ended" || now.state === "cancelled") this.close();
    }

    close() {
      this.readyState = 2;
      clearInterval(this.timer);
    }
  };

  // The frame has no storage, and needs none that lasts.
  Object.defineProperty(window, "localStorage", { value: {} });
  window.__ringback = [{ ...config, pow: false }];
})();
