"""A calendar server that means harm, or is not what it was said to be: each is an error that says so."""

from collections.abc import Iterator
from ipaddress import ip_network

import pytest

from ringback.base.outgoing.caldav import server as caldav
from ringback.base.outgoing.caldav.errors import (
    AwayError,
    CalDavError,
    ChangedError,
    LoginError,
    MayNotError,
    NoCalDavError,
    StrangeError,
)
from ringback.base.outgoing.caldav.server import Server
from tests.servers.receiver import Posted, Receiver, Reply

LOOPBACK = (ip_network("127.0.0.1/32"),)
SAID = (
    '<d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:response><d:href>{href}</d:href>'
    "<d:propstat><d:prop>{prop}</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>"
)
CALENDAR = "<d:resourcetype><d:collection/><c:calendar/></d:resourcetype><d:displayname>{name}</d:displayname>"


def said(prop: str, href: str = "/") -> Reply:
    return Reply(207, SAID.format(href=href, prop=prop).encode())


@pytest.fixture
def strange() -> Iterator[Receiver]:
    with Receiver() as receiver:
        yield receiver


def server() -> Server:
    return Server("anna", "secret", LOOPBACK, seconds=3)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(401), LoginError),
        (Reply(403), MayNotError),
        (Reply(404), NoCalDavError),
        (Reply(200, b"<html>Welcome</html>"), StrangeError),
        (Reply(207, b"no xml"), StrangeError),
        (Reply(207, b'<!DOCTYPE d [<!ENTITY a "b">]><d:multistatus xmlns:d="DAV:">&a;</d:multistatus>'), StrangeError),
        (Reply(503), AwayError),
        (said(""), NoCalDavError),
        (Reply(301, headers={"Location": "/again/"}), NoCalDavError),
        (Reply(301, headers={"Location": "http://10.0.0.1/"}), NoCalDavError),
        (Reply(302, headers={"Location": "file:///etc/passwd"}), NoCalDavError),
        (
            said("<c:calendar-home-set><d:href>http://169.254.169.254/home/</d:href></c:calendar-home-set>"),
            NoCalDavError,
        ),
        (said("<d:current-user-principal><d:href>ftp://x/</d:href></d:current-user-principal>"), NoCalDavError),
    ],
)
def test_what_is_no_calendar_server_is_told_apart(strange: Receiver, reply: Reply, error: type[CalDavError]) -> None:
    strange.reply = reply
    with pytest.raises(error):
        server().calendars(strange.url)
    assert len(strange.posted) <= 10


def test_an_answer_without_end_is_cut(strange: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caldav, "MOST_BYTES", 5000)
    strange.reply = Reply(207, b" " * 6000)
    with pytest.raises(StrangeError, match="too long"):
        server().mark(strange.url)


def test_without_leave_nothing_is_asked_on_a_network_of_ours(strange: Receiver) -> None:
    with pytest.raises(NoCalDavError):
        Server("anna", "secret", (), seconds=3).calendars(strange.url)
    assert strange.posted == []


def test_the_well_known_address_leads_to_calendars_and_lists_of_tasks_are_left_out(strange: Receiver) -> None:
    tasks = "<c:supported-calendar-component-set><c:comp name='VTODO'/></c:supported-calendar-component-set>"
    home = SAID.format(href="/dav/anna/work%20%C3%A4/", prop=CALENDAR.format(name=" At   work "))
    home = home.replace("</d:multistatus>", "") + SAID.partition("<d:response>")[1]
    home += SAID.partition("<d:response>")[2].format(href="/dav/anna/tasks/", prop=CALENDAR.format(name="T") + tasks)

    def answered(asked: Posted) -> Reply:
        if asked.path == "/":
            return Reply(405)
        if asked.path == "/.well-known/caldav":
            return Reply(301, headers={"Location": "/dav/"})
        if asked.path == "/dav/":
            return said("<d:current-user-principal><d:href>/dav/me/</d:href></d:current-user-principal>")
        if asked.path == "/dav/me/":
            return said("<c:calendar-home-set><d:href>/dav/anna/</d:href></c:calendar-home-set>")
        return Reply(207, home.encode())

    strange.reply = answered
    (found,) = server().calendars(strange.url)
    assert (found.name, found.url, found.writable) == ("At work", f"{strange.url}/dav/anna/work%20%C3%A4/", True)
    assert {asked.headers["authorization"] for asked in strange.posted} == {"Basic YW5uYTpzZWNyZXQ="}


def test_what_has_changed_there_is_not_written_over(strange: Receiver) -> None:
    strange.reply = Reply(412)
    for etag in (None, '"1"'):
        with pytest.raises(ChangedError):
            server().put(f"{strange.url}/a.ics", "x", etag)
    with pytest.raises(ChangedError):
        server().remove(f"{strange.url}/a.ics", '"1"')
    sent = [(one.headers.get("if-none-match"), one.headers.get("if-match")) for one in strange.posted]
    assert sent == [("*", None), (None, '"1"'), (None, '"1"')]
    strange.reply = Reply(404)
    server().remove(f"{strange.url}/a.ics", "")
    assert server().entry(f"{strange.url}/a.ics") is None
