"""The little of SDP that a demo phone needs: read an offer, write an answer."""

from dataclasses import dataclass

from ringback.base.kit.errors import RingbackError

CODECS = {"PCMU": 0, "PCMA": 8}
_MIRRORED = {"sendonly": "recvonly", "recvonly": "sendonly", "inactive": "inactive", "sendrecv": "sendrecv"}


class SdpError(RingbackError):
    """The offer holds no sound this phone can speak."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Where a party wants its sound, and in what: `codec` is PCMU or PCMA, `key_type` the payload type
    of telephone-event (None: not offered), `direction` as the party sees it."""

    host: str
    port: int
    codec: str
    key_type: int | None
    direction: str = "sendrecv"

    @property
    def held(self) -> bool:
        """Whether the party does not want to hear us (hold)."""
        return self.direction in ("sendonly", "inactive") or self.host == "0.0.0.0" or self.port == 0


def read(text: str) -> Sound:
    """The sound that `text` (SDP of an offer or an answer) asks for. Raises SdpError when there is none."""
    host, port, types, direction = "", 0, "", "sendrecv"
    names: dict[int, str] = {}
    in_audio = False
    for line in text.splitlines():
        kind, _, value = line.strip().partition("=")
        if kind == "m":
            in_audio = value.startswith("audio ") and not types
            if in_audio:
                port, types = _media_line(value)
        elif kind == "c" and (in_audio or not host):
            host = value.split()[-1].partition("/")[0]
        elif kind == "a" and (in_audio or not types):
            if value in _MIRRORED:
                direction = value
            elif value.startswith("rtpmap:") and in_audio:
                number, _, name = value[7:].partition(" ")
                names[int(number)] = name.strip().lower()
    offered = [int(number) for number in types.split() if number.isdigit()]
    codec = next((name for name, number in CODECS.items() if number in offered), None)
    if not host or codec is None:
        raise SdpError("Neither PCMU nor PCMA was offered.")
    keys = [number for number in offered if names.get(number, "").startswith("telephone-event/8000")]
    return Sound(host, port, codec, keys[0] if keys else None, direction)


def write(host: str, port: int, session: int, version: int, to: Sound | None) -> str:
    """The SDP with which a phone at `host`:`port` answers `to`, or makes an offer when there is none."""
    codecs = [to.codec] if to else list(CODECS)
    key_type = to.key_type if to else 101
    types = [str(CODECS[codec]) for codec in codecs] + ([str(key_type)] if key_type is not None else [])
    lines = [
        "v=0",
        f"o=phone {session} {version} IN IP4 {host}",
        "s=demo phone",
        f"c=IN IP4 {host}",
        "t=0 0",
        f"m=audio {port} RTP/AVP {' '.join(types)}",
        *(f"a=rtpmap:{CODECS[codec]} {codec}/8000" for codec in codecs),
    ]
    if key_type is not None:
        lines += [f"a=rtpmap:{key_type} telephone-event/8000", f"a=fmtp:{key_type} 0-15"]
    lines += ["a=ptime:20", f"a={_MIRRORED[to.direction] if to else 'sendrecv'}"]
    return "\r\n".join(lines) + "\r\n"


def _media_line(value: str) -> tuple[int, str]:
    """Port and payload types of "audio 4000 RTP/AVP 0 8 101"."""
    parts = value.split()
    if len(parts) < 4 or not parts[1].isdigit():
        raise SdpError("The media line cannot be read.")
    return int(parts[1]), " ".join(parts[3:])
