/** A call's leg in this page: the microphone, the sound of the other side, key presses. Shared by the dialog and the desk. */

const GATHER_MILLISECONDS = 2000;

export type Trouble = "unable" | "insecure" | "none" | "refused" | "busy";

/** Why nobody can talk from this page, whatever its microphone; null when they can. */
export function objection(): Trouble | null {
  if (!window.isSecureContext) return "insecure";
  return typeof RTCPeerConnection === "undefined" || !navigator.mediaDevices ? "unable" : null;
}

/** Ask for the microphone; to be called from a press only. Throws a `Trouble`. */
export async function microphone(): Promise<MediaStream> {
  const why = objection();
  if (why) throw why;
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch (error) {
    const name = error instanceof DOMException ? error.name : "";
    const trouble: Trouble = name === "NotFoundError" ? "none" : name === "NotAllowedError" ? "refused" : "busy";
    throw trouble;
  }
}

export function release(sound: MediaStream): void {
  for (const track of sound.getTracks()) track.stop();
}

export class Line {
  private readonly connection: RTCPeerConnection;
  private sender: RTCRtpSender | null = null;

  /** `lost` is told when the way to the other side breaks for good. */
  constructor(
    ice: RTCIceServer[],
    private readonly own: MediaStream,
    private readonly speaker: HTMLAudioElement,
    lost: () => void,
  ) {
    this.connection = new RTCPeerConnection({ iceServers: ice });
    this.connection.ontrack = ({ streams, track }) => {
      this.speaker.srcObject = streams[0] ?? new MediaStream([track]);
      void this.speaker.play().catch(() => undefined);
    };
    this.connection.onconnectionstatechange = () => {
      if (this.connection.connectionState === "failed") lost();
    };
  }

  /** The answer to the media server's offer, with every way to this page in it. */
  async answer(offer: string): Promise<string> {
    await this.connection.setRemoteDescription({ type: "offer", sdp: offer });
    for (const track of this.own.getAudioTracks()) this.sender = this.connection.addTrack(track, this.own);
    await this.connection.setLocalDescription(await this.connection.createAnswer());
    await this.gathered();
    return this.connection.localDescription?.sdp ?? "";
  }

  mute(silent: boolean): void {
    for (const track of this.own.getAudioTracks()) track.enabled = !silent;
  }

  /** Sent as RFC 4733 events, after those that still wait: what is inserted takes their place otherwise. */
  press(digit: string): void {
    const { dtmf } = this.sender || {};
    if (dtmf) dtmf.insertDTMF(dtmf.toneBuffer + digit);
  }

  close(): void {
    this.connection.onconnectionstatechange = null;
    this.connection.close();
    this.speaker.srcObject = null;
    release(this.own);
  }

  private gathered(): Promise<void> {
    return new Promise((done) => {
      const look = () => {
        if (this.connection.iceGatheringState === "complete") done();
      };
      this.connection.addEventListener("icegatheringstatechange", look);
      window.setTimeout(done, GATHER_MILLISECONDS);
      look();
    });
  }
}
