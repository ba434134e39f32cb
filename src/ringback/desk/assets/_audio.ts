/** The player of a recording: jump buttons, and the place in the sound shown on the call's time axis. */

function seek(button: HTMLElement): void {
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

export function startAudio(): void {
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-seek]");
    if (button) seek(button);
  });
  document.addEventListener(
    "timeupdate",
    (event) => event.target instanceof HTMLAudioElement && follow(event.target),
    true, // media events do not bubble
  );
}
