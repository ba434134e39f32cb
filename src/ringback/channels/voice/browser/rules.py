"""What a page may send, and what it is given to find its way through firewalls (pure)."""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

MOST_SDP = 16_000
MOST_CANDIDATES = 60
# Longer than any conversation: the relay asks again for the credential while one goes on.
TURN_SECONDS = 6 * 3600
_NEEDED = ("m=audio ", "a=ice-ufrag:", "a=ice-pwd:", "a=fingerprint:")


def answer_objection(sdp: str) -> str | None:
    """Why this cannot be a browser's answer, or None: one audio line, encrypted, with what finds the way to it.

    Everything in it goes to the media server, so it is plain text of a bounded size and nothing else.
    """
    if len(sdp) > MOST_SDP:
        return "it is too long"
    lines = sdp.replace("\r\n", "\n").split("\n")
    if not all(line.isascii() and line.isprintable() for line in lines):
        return "it is no text"
    media = [line for line in lines if line.startswith("m=")]
    if len(media) != 1 or "UDP/TLS/RTP/SAVPF" not in media[0]:
        return "it is not one encrypted sound"
    if any(not any(line.startswith(start) for line in lines) for start in _NEEDED):
        return "it names no way to the page"
    if sum(line.startswith("a=candidate:") for line in lines) > MOST_CANDIDATES:
        return "it names too many ways"
    return None


def ice_servers(urls: Iterable[str], secret: str, name: str, now: datetime) -> list[dict[str, Any]]:
    """The `iceServers` of a page: STUN as it is, TURN with a credential that ends by itself.

    The scheme is that of coturn's `use-auth-secret`: the user name begins with the second at which it ends, the
    password is its HMAC-SHA1 in base64.
    """
    known = [url.strip() for url in urls if url.strip()]
    relays = [url for url in known if url.startswith(("turn:", "turns:"))]
    servers: list[dict[str, Any]] = [{"urls": [url]} for url in known if url not in relays]
    if relays and secret:
        username = f"{int((now + timedelta(seconds=TURN_SECONDS)).timestamp())}:{name}"
        proof = hmac.new(secret.encode(), username.encode(), hashlib.sha1).digest()
        servers.append({"urls": relays, "username": username, "credential": base64.b64encode(proof).decode()})
    return servers
