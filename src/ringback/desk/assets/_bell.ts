/** A ringing tone out of two sines, so that no file has to be fetched before it is heard. */

const FREQUENCIES = [440, 480];
const EVERY_MILLISECONDS = 3000;
const SECONDS = 1.2;

export class Bell {
  private context: AudioContext | null = null;
  private timer = 0;

  /** To be called from a press: browsers let a page sound only after one. */
  allow(): void {
    this.context ??= typeof AudioContext === "undefined" ? null : new AudioContext();
    void this.context?.resume();
  }

  ring(): void {
    this.stop();
    this.once();
    this.timer = window.setInterval(() => this.once(), EVERY_MILLISECONDS);
  }

  stop(): void {
    window.clearInterval(this.timer);
  }

  private once(): void {
    const context = this.context;
    if (!context) return;
    const loudness = context.createGain();
    loudness.gain.value = 0.08;
    loudness.connect(context.destination);
    for (const frequency of FREQUENCIES) {
      const sine = context.createOscillator();
      sine.frequency.value = frequency;
      sine.connect(loudness);
      sine.start();
      sine.stop(context.currentTime + SECONDS);
    }
  }
}
