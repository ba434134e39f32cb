/** Counts the time since `data-since` on, second by second, while the page is looked at. */

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
    element.textContent = shown((Date.now() - Date.parse(element.dataset.since ?? "")) / 1000);
  });
}

export function startTicking(): void {
  window.setInterval(tick, 1000);
}
