"""What a page may send as its answer, and what it is given to get through firewalls."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime

import pytest

from ringback.channels.voice.browser import rules

ANSWER = (
    "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 4000 UDP/TLS/RTP/SAVPF 0 101\r\nc=IN IP4 192.0.2.2\r\n"
    "a=candidate:1 1 udp 2122194687 192.0.2.2 4000 typ host\r\na=ice-ufrag:abcd\r\na=ice-pwd:efghijklmnopqrstuvwxyz\r\n"
    "a=fingerprint:sha-256 AA:BB\r\na=setup:active\r\n"
)


def test_a_browsers_answer_passes() -> None:
    assert rules.answer_objection(ANSWER) is None


@pytest.mark.parametrize(
    ("sdp", "why"),
    [
        ("", "not one encrypted sound"),
        (ANSWER.replace("UDP/TLS/RTP/SAVPF", "RTP/AVP"), "not one encrypted sound"),
        (ANSWER + "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n", "not one encrypted sound"),
        (ANSWER.replace("a=fingerprint", "a=nothing"), "no way"),
        (ANSWER.replace("a=ice-pwd", "a=nothing"), "no way"),
        (ANSWER + "a=x\x00\r\n", "no text"),
        (ANSWER + "a=ä\r\n", "no text"),
        (ANSWER + "a=candidate:1\r\n" * 60, "too many ways"),
        (ANSWER + "a=x\r\n" * 4000, "too long"),
    ],
)
def test_anything_else_does_not(sdp: str, why: str) -> None:
    assert why in (rules.answer_objection(sdp) or "")


def test_a_relay_gets_a_credential_that_ends_by_itself() -> None:
    now = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
    urls = ["stun:stun.example.org", "turns:turn.example.org:443?transport=tcp", ""]
    stun, turn = rules.ice_servers(urls, "shared", "member-7", now)
    assert stun == {"urls": ["stun:stun.example.org"]}
    assert turn["urls"] == ["turns:turn.example.org:443?transport=tcp"]
    ends, _, name = turn["username"].partition(":")
    assert (int(ends) - now.timestamp(), name) == (6 * 3600, "member-7")
    proof = hmac.new(b"shared", turn["username"].encode(), hashlib.sha1).digest()
    assert base64.b64decode(turn["credential"]) == proof


def test_without_a_secret_no_relay_is_named() -> None:
    assert rules.ice_servers(["turn:turn.example.org"], "", "x", datetime(2026, 1, 1, tzinfo=UTC)) == []
