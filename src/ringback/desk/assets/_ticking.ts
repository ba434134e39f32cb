/** Counts the time since `data-since` on, second by second, and marks what is over the `data-limit` (seconds) around it. */

function shown(seconds: number): string {
  const whole = Math.floor(Math.abs(seconds));
  const pad = (value: number): string => String(value).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`;
}

function tick(): void {
  if (document.hidden) return;
  document.querySelectorAll<HTMLElement>("[data-since]").forEach((element) => {
    const seconds = (Date.now() - Date.parse(element.dataset.since ?? "")) / 1000;
    const limit = Number(element.closest<HTMLElement>("[data-limit]")?.dataset.limit ?? Infinity);
    element.textContent = shown(seconds);
    element.classList.toggle("ticking-over", seconds > limit);
  });
}

export function startTicking(): void {
  window.setInterval(tick, 1000);
}
