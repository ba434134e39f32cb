"""Text messages that come in, as gateways hand them over: all of it from strangers, none of it believed."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from ringback.channels.messages.inbox.words_of import clean, decoded, one_line
from ringback.channels.messages.texted.stop_words import Wish, wish_in

MOST_CHARACTERS = 4000
# Kannel's name for octets that say nothing of their charset.
_CHARSETS = {"8-BIT": "latin-1"}
# What Twilio has done by itself, where its own list of stop words is switched on.
_TWILIOS_WISHES = {"STOP": Wish.STOP, "START": Wish.START}


@dataclass(frozen=True, slots=True)
class Incoming:
    """One text message: the gateway's own `name` for it, the `sender` as the network has it, and the `text`.

    `wish` is what its words ask for, `media` how many pictures came with it.
    """

    gateway: str
    name: str
    sender: str
    text: str
    wish: Wish
    media: int = 0


def from_kannel(query: bytes) -> Incoming | None:
    """What Kannel fills into the address: `from`, `text` (as octets in `charset`), `id`. None without those."""
    said = dict(parse_qsl(query.decode("latin-1"), keep_blank_values=True, encoding="latin-1"))
    charset = _utf8(said.get("charset", ""))
    text = decoded(said.get("text", "").encode("latin-1"), _CHARSETS.get(charset, charset or "utf-8"))
    return _incoming("kannel", _utf8(said.get("id", "")), _utf8(said.get("from", "")), text)


def from_twilio(said: Mapping[str, str]) -> Incoming | None:
    """Twilio's form; None where it is not about a message that came in."""
    media = said.get("NumMedia", "0")
    return _incoming(
        "twilio",
        said.get("MessageSid", ""),
        said.get("From", ""),
        said.get("Body", ""),
        _TWILIOS_WISHES.get(said.get("OptOutType", ""), Wish.NONE),
        int(media) if media.isdecimal() and len(media) < 3 else 0,
    )


def _incoming(
    gateway: str, name: str, sender: str, text: str, wish: Wish = Wish.NONE, media: int = 0
) -> Incoming | None:
    name, sender = one_line(name, 100), one_line(sender, 60)
    if not name or not sender:
        return None
    text = clean(text)[:MOST_CHARACTERS].strip()
    return Incoming(gateway, name, sender, text, wish or wish_in(text), media)


def _utf8(octets: str) -> str:
    return octets.encode("latin-1").decode("utf-8", "replace")
