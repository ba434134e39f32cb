"""Whatever a stranger sends is read without failing, within a second or two, into text that any database holds."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringback.channels.messages.inbox import words_of
from ringback.channels.messages.inbox.automatic import is_automatic
from ringback.channels.messages.inbox.bounces import bounce_of
from ringback.channels.messages.inbox.invitations import answer_in
from ringback.channels.messages.inbox.parsing import CUT_OFF, LEFT_OUT, TOO_DEEP, TOO_LARGE, Mail, parse

MOST_SECONDS = 8.0  # of a busy machine; each takes well under one of a quiet machine


def nested(depth: int) -> bytes:
    """A multipart in a multipart in a multipart."""
    heads = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (one, one) for one in range(depth)
    )
    return heads + b"Content-Type: text/plain\r\n\r\n" + b"line\r\n" * 50_000


def mail(body: bytes, *headers: bytes) -> bytes:
    return b"\r\n".join([b"From: Mira <mira@example.org>", *headers, b"", body])


BOMBS: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "no headers": lambda: b"\r\n\r\n",
    "binary": lambda: bytes(range(256)) * 1000,
    "deep": lambda: nested(3000),
    "as deep as is looked into": lambda: nested(90),
    "a mail in a mail": lambda: b"Content-Type: message/rfc822\r\n\r\n" * 5000,
    "many parts": lambda: mail(b"--b\r\n\r\nx\r\n" * 50_000, b'Content-Type: multipart/mixed; boundary="b"'),
    "one long line": lambda: mail(b"x" * 5_000_000),
    "a long header": lambda: mail(b"x", b"Subject: " + b"=?utf-8?q?a?= " * 200_000),
    "many headers": lambda: mail(b"x", *[b"To: a@example.org"] * 50_000),
    "a long list of addresses": lambda: mail(b"x", b"To: " + b"a@example.org, " * 100_000),
    "open comments": lambda: mail(b"x", b"From: " + b"(" * 100_000),
    "many references": lambda: mail(b"x", b"References: " + b"<a@b> " * 100_000),
    "html that never ends": lambda: mail(b"<" * 3_000_000, b"Content-Type: text/html"),
    "html nested": lambda: mail(b"<div>" * 300_000, b"Content-Type: text/html"),
    "html closed": lambda: mail(b"</style><style>" * 100_000, b"Content-Type: text/html"),
    "html comments": lambda: mail(b"<!--" * 300_000, b"Content-Type: text/html"),
    "entities": lambda: mail(b"&amp;" * 500_000, b"Content-Type: text/html"),
    "punycode": lambda: mail(b"a-" + b"b" * 2_000_000, b"Content-Type: text/plain; charset=punycode"),
    "a calendar without end": lambda: mail(b"BEGIN:VEVENT\r\n" * 10_000, b"Content-Type: text/calendar"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_does_not_go_off(name: str) -> None:
    raw, started = BOMBS[name](), time.process_time()
    read = parse(raw)
    looked_at(read)
    assert time.process_time() - started < MOST_SECONDS
    assert_storable(read)


def looked_at(read: Mail) -> None:
    bounce_of(read), answer_in(read), is_automatic(read)


def assert_storable(read: Mail) -> None:
    texts = [read.text, read.subject, read.from_name, read.from_address, read.message_id]
    texts += [name for file in read.files for name in (file.name, file.media_type)]
    for text in texts:
        assert "\x00" not in text
        text.encode()  # no half of a surrogate pair
    assert len(read.text) <= words_of.MOST_TEXT and len(read.subject) <= 250
    assert len(read.from_name) <= 120 and len(read.from_address) <= 254 and len(read.message_id) <= 250
    assert all(len(file.name) <= 120 and len(file.media_type) <= 100 for file in read.files)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400), st.binary(max_size=400))
def test_any_bytes_are_read(head: bytes, body: bytes) -> None:
    for raw in (
        head + b"\r\n\r\n" + body,
        mail(body, b"Subject: " + head.replace(b"\n", b"")),
        mail(body, b"Content-Type: text/plain; charset=" + head.replace(b"\n", b"")),
        mail(b"--b\r\n" + head + b"\r\n\r\n" + body, b"Content-Type: multipart/report; boundary=b"),
        mail(b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n" + body, b"Content-Type: text/calendar; method=REPLY"),
    ):
        read = parse(raw)
        looked_at(read)
        assert_storable(read)


@pytest.mark.parametrize("charset", ["koi8-r", "KOI8-R", "iso-8859-5", "windows-1251", "utf-16", "utf-8"])
def test_charsets(charset: str) -> None:
    raw = mail("Привет".encode(charset), f"Content-Type: text/plain; charset={charset}".encode())
    assert parse(raw).text == "Привет"


@pytest.mark.parametrize("charset", ["nonsense", "zlib", "rot13", "idna", "unicode_escape", "\x00", "x" * 5000])
def test_what_is_no_charset_is_read_as_utf_8(charset: str) -> None:
    assert words_of.decoded("Grüße \\u0041".encode(), charset) == "Grüße \\u0041"


def test_the_headers_of_a_mail() -> None:
    read = parse(
        mail(
            b"x",
            b"From: =?koi8-r?B?7cnSwQ==?= <Mira@Example.org>, Other <other@example.org>",
            b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n =?utf-8?q?_an_Sie?=",
            b"In-Reply-To: <b@x.example>",
            b"References: <a@x.example> <b@x.example>",
            b"Delivered-To: answers+token@ringback.example",
        ).replace(b"From: Mira <mira@example.org>\r\n", b"", 1)
    )
    assert (read.from_name, read.from_address, read.subject) == ("Мира", "mira@example.org", "Grüße an Sie")
    assert read.references == ("<b@x.example>", "<a@x.example>")
    assert read.to_addresses == ("answers+token@ringback.example",)


def test_html_alone_becomes_text() -> None:
    markup = b"<style>p{}</style><script>alert(1)</script><p>Yes,<br>gladly &amp; soon.</p><img src=x onerror=a()><p>M."
    assert parse(mail(markup, b"Content-Type: text/html")).text == "Yes,\ngladly & soon.\n\nM."


def parts(*ones: bytes) -> bytes:
    body = b"".join(b"--b\r\n" + one + b"\r\n" for one in ones) + b"--b--"
    return mail(body, b'Content-Type: multipart/mixed; boundary="b"')


def test_files_are_kept_within_bounds() -> None:
    named = (
        b'Content-Type: application/pdf\r\nContent-Disposition: attachment; filename="../../etc/a\x00b.pdf"\r\n\r\nx'
    )
    read = parse(parts(b"\r\nhello", *[named] * 30))
    assert (len(read.files), read.notes, read.text) == (20, [LEFT_OUT], "hello")
    assert read.files[0].name == "ab.pdf"
    large = b"Content-Type: image/png\r\n\r\n" + b"x" * 11_000_000
    assert parse(parts(b"\r\nhello", large)).notes == [LEFT_OUT]


def test_what_is_left_out_is_said() -> None:
    assert parse(mail(b"x" * 300_000)).notes == [CUT_OFF]
    assert parse(mail(b"x"), whole=False).notes == [TOO_LARGE]
    deep = parse(nested(200))
    assert deep.notes == [TOO_DEEP]


@pytest.mark.parametrize(
    "header",
    [
        b"Auto-Submitted: auto-replied",
        b"Auto-Submitted: Auto-Generated; x=y",
        b"X-Autoreply: yes",
        b"Precedence: bulk",
        b"List-Id: <news.example.org>",
        b"Return-Path: <>",
    ],
)
def test_machines_are_known(header: bytes) -> None:
    assert is_automatic(parse(mail(b"I am away.", header)))


def test_people_are_not_taken_for_machines() -> None:
    assert not is_automatic(parse(mail(b"I am here.", b"Auto-Submitted: no", b"Return-Path: <mira@example.org>")))


def test_a_reply_for_somebody_else_among_many_is_nobodys() -> None:
    lines = b"ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@example.org\r\nATTENDEE;PARTSTAT=DECLINED:mailto:b@example.org\r\n"
    body = b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:1\r\n" + lines + b"END:VEVENT\r\nEND:VCALENDAR\r\n"
    assert answer_in(parse(mail(body, b"Content-Type: text/calendar"))) is None
    theirs = mail(body, b"Content-Type: text/calendar").replace(b"mira@example.org", b"b@example.org")
    found = answer_in(parse(theirs))
    assert found is not None and (found.attendee, found.partstat) == ("b@example.org", "DECLINED")
