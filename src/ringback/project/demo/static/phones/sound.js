// Sound of the page: the ringing of a phone, and what a phone hears.

const RATE = 8000;
const AHEAD_SECONDS = 0.12;
const MOST_AHEAD_SECONDS = 0.6;
const RING_EVERY_MILLISECONDS = 3000;

/** Rings softly while a phone rings, once the person has allowed it. */
export class Ringer {
  #context = null;
  #ringing = false;
  #timer = 0;

  /** To be called from a click: browsers start sound only then. */
  allow(on) {
    if (on) this.#context ??= new AudioContext();
    if (on) this.#context.resume(); else this.#context?.suspend();
  }

  ring(on) {
    if (on === this.#ringing) return;
    this.#ringing = on;
    clearInterval(this.#timer);
    if (!on) return;
    this.#chime();
    this.#timer = setInterval(() => this.#chime(), RING_EVERY_MILLISECONDS);
  }

  #chime() {
    if (this.#context?.state !== "running") return;
    [659, 523, 659, 523].forEach((hertz, place) => this.#note(hertz, this.#context.currentTime + place * 0.22));
  }

  #note(hertz, at) {
    const tone = new OscillatorNode(this.#context, { type: "triangle", frequency: hertz });
    const volume = new GainNode(this.#context, { gain: 0 });
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.12, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.3);
    tone.connect(volume).connect(this.#context.destination);
    tone.start(at);
    tone.stop(at + 0.32);
  }
}

/** Plays what one phone hears: 16-bit mono at 8 kHz from a response that never ends. */
export class Ear {
  id = null;
  #context = null;
  #abort = null;
  #playAt = 0;

  /** To be called from a click, as any sound. */
  async open(id, url) {
    this.close();
    this.id = id;
    this.#context ??= new AudioContext();
    this.#context.resume();
    this.#playAt = 0;
    const abort = (this.#abort = new AbortController());
    try {
      const response = await fetch(url, { signal: abort.signal });
      let rest = new Uint8Array(0);
      for await (const piece of pieces(response.body)) {
        const bytes = joined(rest, piece);
        const whole = bytes.length - (bytes.length % 2);
        if (whole) this.#play(bytes.slice(0, whole));
        rest = bytes.slice(whole);
      }
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  }

  close() {
    this.#abort?.abort();
    this.#abort = null;
    this.id = null;
  }

  #play(bytes) {
    const samples = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
    const buffer = this.#context.createBuffer(1, samples.length, RATE);
    buffer.getChannelData(0).set(Float32Array.from(samples, (sample) => sample / 32768));
    const now = this.#context.currentTime;
    if (this.#playAt < now) this.#playAt = now + AHEAD_SECONDS;
    // Rather lose a piece than lag behind the conversation.
    if (this.#playAt > now + MOST_AHEAD_SECONDS) return;
    const source = new AudioBufferSourceNode(this.#context, { buffer });
    source.connect(this.#context.destination);
    source.start(this.#playAt);
    this.#playAt += buffer.duration;
  }
}

async function* pieces(body) {
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

function joined(first, second) {
  if (!first.length) return second;
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
