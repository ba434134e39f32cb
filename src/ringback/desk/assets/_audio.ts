/** The player of a recording: jump buttons, and the place in the sound shown on the call's time axis. */

function seek(button: HTMLElement | SVGElement): void {
  const audio = document.querySelector<HTMLAudioElement>("audio[data-recording]");
  if (!audio) return;
  audio.currentTime = Math.max(0, Number(button.dataset.seek));
  void audio.play();
}

function follow(audio: HTMLAudioElement): void {
  const head = document.getElementById("playhead");
  if (!head || !audio.duration) return;
  const [from = 0, to = 0] = (head.dataset.span ?? "").split(" ").map(Number);
  const at = from + ((to - from) * audio.currentTime) / audio.duration;
  head.setAttribute("x1", `${at}%`);
  head.setAttribute("x2", `${at}%`);
  head.removeAttribute("visibility");
}

/** A comment begins where the recording stands, unless somebody has typed another point. */
function point(audio: HTMLAudioElement): void {
  const field = document.querySelector<HTMLInputElement>("[data-comment-at]");
  if (!field || field.dataset.typed || document.activeElement === field) return;
  const whole = Math.floor(audio.currentTime);
  field.value = `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

export function startAudio(): void {
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement | SVGElement>("[data-seek]");
    if (button) seek(button);
  });
  document.addEventListener(
    "timeupdate",
    ({ target }) => {
      if (!(target instanceof HTMLAudioElement)) return;
      follow(target);
      point(target);
    },
    true, // media events do not bubble
  );
  document.addEventListener("input", ({ target }) => {
    if (target instanceof HTMLInputElement && target.matches("[data-comment-at]")) target.dataset.typed = "yes";
  });
}
