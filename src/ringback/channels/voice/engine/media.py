"""The media half of the engine: what rtpengine is asked to do for a call, and what it reports back."""

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ringback.channels.voice.engine.ng import Done, MediaError, NgClient, Reply
from ringback.channels.voice.engine.sides import Sides, find_pcap, write_note

__all__ = ["MediaActivity", "MediaConfig", "MediaError", "MediaPlane", "is_forgotten", "placeholder_sdp"]

# What every offer and answer carries. `port-latching` keeps rtpengine's port towards a party when the bridge is made:
# without it phones behind NAT lose the sound. `demux`: browsers send sound and reports to one port, phones to two.
BRIDGED: dict[str, Any] = {
    "flags": ["port-latching"],
    "replace": ["origin", "session-connection"],
    "ICE": "remove",
    "transport-protocol": "RTP/AVP",
    "rtcp-mux": ["demux"],
}
# What is shown to a browser: WebRTC knows nothing else.
IN_BROWSER: dict[str, Any] = {
    "flags": ["port-latching", "generate-mid"],
    "replace": ["origin", "session-connection"],
    "ICE": "force",
    "transport-protocol": "UDP/TLS/RTP/SAVPF",
    "rtcp-mux": ["offer", "accept"],
    "SDES": ["off"],
}
DIGITS = "0123456789*#ABCD"

log = logging.getLogger(__name__)

OnDigit = Callable[[str, str, str], None]


@dataclass(frozen=True, slots=True)
class MediaConfig:
    """Where rtpengine listens and records. `dtmf_port` 0 takes a free one, which rtpengine must then be told."""

    ng_host: str
    ng_port: int
    dtmf_port: int
    recording_dir: str


@dataclass(frozen=True, slots=True)
class MediaActivity:
    """How alive a call's sound is: packets of both sides so far, and rtpengine's port by party's tag.

    RTCP counts as well: a phone that sends no sound while nobody speaks still says with it that it is there.
    """

    packets: int
    ports: dict[str, int] = field(default_factory=dict)


class MediaPlane:
    """rtpengine, as the engine sees it.

    Every method returns at once; `done(result, error)` is called exactly once, on the media thread, with one of the
    two set. `error` is a `MediaError`: no answer within three seconds, or rtpengine's own refusal in words.
    `on_digit(call_id, from_tag, digit)`: the party `from_tag` pressed a key (RFC 2833).
    `on_lost()` / `on_back()`: rtpengine does not answer or was restarted, so that every call's sound is gone / it can
    be used (again). The first verdict after `start` is always given, within a second or so.
    """

    def __init__(
        self,
        config: MediaConfig,
        on_digit: OnDigit,
        on_lost: Callable[[], None],
        on_back: Callable[[], None],
    ) -> None:
        self._recording_dir = Path(config.recording_dir)
        self._on_digit = on_digit
        self._ng = NgClient(config.ng_host, config.ng_port, config.dtmf_port, self._key_pressed, on_lost, on_back)

    def start(self) -> None:
        """Open the sockets and begin; `OSError` when an address cannot be used."""
        self._ng.start()

    def stop(self) -> None:
        """End the media thread; open commands end in `MediaError`. Calls in rtpengine go on."""
        self._ng.stop()

    @property
    def dtmf_port(self) -> int:
        """Where rtpengine's `dtmf-log-dest` must point; known after `start`."""
        return self._ng.listen_port

    @property
    def up(self) -> bool | None:
        """Whether rtpengine answers; None before the first verdict."""
        return self._ng.up

    def offer(
        self,
        call_id: str,
        from_tag: str,
        sdp: str,
        done: Done,
        to_tag: str | None = None,
        transcode: Sequence[str] = (),
        *,
        browser: bool = False,
    ) -> None:
        """The party `from_tag` offers `sdp`; result `sdp` is what the other party, a `browser` or a phone, sees."""
        message = self._signal("offer", call_id, from_tag, to_tag, sdp, IN_BROWSER if browser else BRIDGED)
        if transcode:
            message["codec"] = {"transcode": list(transcode)}
        self._ng.request(message, done)

    def answer(self, call_id: str, from_tag: str, to_tag: str, sdp: str, done: Done, *, browser: bool = False) -> None:
        """`to_tag` answers the offer of `from_tag` with `sdp`; result `sdp` goes to `from_tag`."""
        self._ng.request(
            self._signal("answer", call_id, from_tag, to_tag, sdp, IN_BROWSER if browser else BRIDGED), done
        )

    def play(self, call_id: str, from_tag: str, path: str, done: Done, repeat: int = 1) -> None:
        """Play a WAV *to* the party `from_tag`, and to no one else; result `duration` in milliseconds of one round."""
        message = self._about("play media", call_id, from_tag) | {"file": path}
        if repeat > 1:
            message["repeat-times"] = repeat
        self._ng.request(message, done)

    def stop_playing(self, call_id: str, from_tag: str, done: Done | None = None) -> None:
        """Stop what is played to `from_tag`."""
        self._ng.request(self._about("stop media", call_id, from_tag), done or _ignored)

    def block(self, call_id: str) -> None:
        """Let the parties not hear each other, so that what is played to them is not mixed packet by packet into it."""
        self._ng.request(self._about("block media", call_id), _ignored)

    def unblock(self, call_id: str) -> None:
        """Let the parties hear each other again."""
        self._ng.request(self._about("unblock media", call_id), _ignored)

    def start_recording(
        self,
        call_id: str,
        metadata: str,
        done: Done,
        agent_tag: str | None = None,
        visitor_tag: str | None = None,
    ) -> None:
        """Record both parties from now on; result `path` is the pcap file, `agent_port` and `visitor_port` its sides.

        The sides are noted beside the file for the converter. Without tags the visitor is the party that the call
        began with (the placeholder) and the agent the one it is bridged to. `metadata` is kept with the note and in
        rtpengine's own metadata file ("key:value|key:value").
        """

        def recording(result: Reply | None, error: MediaError | None) -> None:
            if error is not None:
                done(None, error)
                return
            self._ng.request(self._about("query", call_id), queried)

        def queried(result: Reply | None, error: MediaError | None) -> None:
            if result is None:
                done(None, error)
                return
            try:
                facts = self._note_sides(call_id, metadata, result, agent_tag, visitor_tag)
            except (MediaError, OSError) as trouble:
                done(None, MediaError(f"start recording: {trouble}"))
                return
            done(facts, None)

        self._ng.request(self._about("start recording", call_id) | {"metadata": metadata}, recording)

    def stop_recording(self, call_id: str, done: Done | None = None) -> None:
        """Record no more of this call, say because the spool is full; the file so far is complete."""
        self._ng.request(self._about("stop recording", call_id), done or _ignored)

    def delete(self, call_id: str, done: Done | None = None) -> None:
        """End the call's media; a call rtpengine does not know is no error. The recording is complete afterwards."""
        self._ng.request(self._about("delete", call_id), done or _ignored)

    def query(self, call_id: str, done: Callable[[MediaActivity | None, MediaError | None], None]) -> None:
        """How much sound flows; a `MediaError` that `is_forgotten` when rtpengine does not have the call."""

        def answered(result: Reply | None, error: MediaError | None) -> None:
            if result is None:
                done(None, error)
            else:
                done(_activity(result), None)

        self._ng.request(self._about("query", call_id), answered)

    def ping(self, done: Done) -> None:
        """Ask whether rtpengine is there."""
        self._ng.request({"command": "ping"}, done)

    @staticmethod
    def _about(command: str, call_id: str, from_tag: str | None = None) -> dict[str, Any]:
        message: dict[str, Any] = {"command": command, "call-id": call_id}
        if from_tag is not None:
            message["from-tag"] = from_tag
        return message

    def _signal(
        self, command: str, call_id: str, from_tag: str, to_tag: str | None, sdp: str, shown: dict[str, Any]
    ) -> dict[str, Any]:
        message = self._about(command, call_id, from_tag) | shown | {"sdp": sdp}
        if to_tag is not None:
            message["to-tag"] = to_tag
        return message

    def _note_sides(
        self, call_id: str, metadata: str, query: Reply, agent_tag: str | None, visitor_tag: str | None
    ) -> Reply:
        visitor = visitor_tag or _first_party(query)
        agent = agent_tag or _bridged_to(query, visitor)
        ports = _ports(query)
        if agent not in ports or visitor not in ports:
            raise MediaError(f"rtpengine knows no sound of {agent!r} or {visitor!r}")
        pcap = find_pcap(self._recording_dir, call_id)
        if pcap is None:
            raise MediaError(f"rtpengine wrote no file to {self._recording_dir}")
        write_note(pcap, Sides(call_id, ports[agent], ports[visitor], metadata))
        return {
            "result": "ok",
            "path": str(pcap),
            "agent_port": ports[agent],
            "visitor_port": ports[visitor],
        }

    def _key_pressed(self, datagram: bytes) -> None:
        try:
            press = json.loads(datagram)
            if press["type"] == "DTMF":
                self._on_digit(str(press["callid"]), str(press["source_tag"]), DIGITS[int(press["event"])])
        except (ValueError, KeyError, TypeError, IndexError):
            log.warning("rtpengine sent a key press that cannot be read")


def placeholder_sdp(host: str) -> str:
    """The visitor's side before there is a visitor.

    A real address and the discard port: with `c=0.0.0.0` the agent's phone would take the call as held and send no
    sound. G.711 and key presses only, so that whatever the agent's phone answers can be recorded and played to.
    """
    family = "IP6" if ":" in host else "IP4"
    lines = (
        "v=0",
        f"o=- 1 1 IN {family} {host}",
        "s=-",
        f"c=IN {family} {host}",
        "t=0 0",
        "m=audio 9 RTP/AVP 0 8 101",
        "a=rtpmap:0 PCMU/8000",
        "a=rtpmap:8 PCMA/8000",
        "a=rtpmap:101 telephone-event/8000",
        "a=fmtp:101 0-16",
        "a=sendrecv",
    )
    return "".join(f"{line}\r\n" for line in lines)


def _streams(query: Reply) -> list[tuple[str, dict[str, Any]]]:
    """Every stream, RTP and RTCP, with its party's tag, in rtpengine's order."""
    found = []
    for tag, party in query.get("tags", {}).items():
        for medium in party.get("medias", ()):
            found += [(tag, stream) for stream in medium.get("streams", ())]
    return found


def _ports(query: Reply) -> dict[str, int]:
    ports: dict[str, int] = {}
    for tag, stream in _streams(query):
        if "RTP" in stream.get("flags", ()):
            ports.setdefault(tag, int(stream["local port"]))
    return ports


def _first_party(query: Reply) -> str:
    return next(iter(query.get("tags", {})), "")


def _bridged_to(query: Reply, tag: str) -> str:
    for subscription in query.get("tags", {}).get(tag, {}).get("subscriptions", ()):
        return str(subscription.get("tag", ""))
    return ""


def _activity(query: Reply) -> MediaActivity:
    packets = sum(int(stream.get("stats", {}).get("packets", 0)) for _, stream in _streams(query))
    return MediaActivity(packets, _ports(query))


def is_forgotten(error: Exception | None) -> bool:
    """Whether that is rtpengine's word that it does not have the call: it was restarted, or heard nothing for long."""
    return "Unknown call" in str(error)


def _ignored(result: Reply | None, error: MediaError | None) -> None:
    """For commands whose answer changes nothing."""
