"""A calendar server as one user sees it: finding calendars, reading a stretch of one, writing and removing entries."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from ringback.base.kit.errors import FieldError
from ringback.base.outgoing import asking, urls
from ringback.base.outgoing.addresses import Network
from ringback.base.outgoing.asking import Answer, Call
from ringback.base.outgoing.caldav.errors import (
    AwayError,
    CalDavError,
    ChangedError,
    LoginError,
    MayNotError,
    NoCalDavError,
    StrangeError,
)
from ringback.base.outgoing.caldav.multistatus import CALDAV, CALENDARSERVER, DAV, Resource, read
from ringback.base.outgoing.errors import AskingError, BarredError

SECONDS = 20.0
MOST_BYTES = 8_000_000
MOST_CALENDARS = 100
_REDIRECTS = 3
_NAMES = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:s="http://calendarserver.org/ns/"'
_WHO = "<d:current-user-principal/><c:calendar-home-set/>"
_WHAT = (
    "<d:resourcetype/><d:displayname/><c:supported-calendar-component-set/><d:current-user-privilege-set/>"
    "<s:getctag/><d:sync-token/>"
)
_AT = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class FoundCalendar:
    """One calendar: its address, its name for people, whether the user may write to it."""

    url: str
    name: str
    writable: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One calendar object: its address, its tag at this moment, and its text (iCalendar)."""

    url: str
    etag: str
    text: str


@dataclass(frozen=True, slots=True)
class Server:
    """One user's sight of a server. `chosen`: the private networks that the operator allows.

    Every method raises CalDavError (see its tree), and makes at most a handful of requests of `seconds` each.
    """

    login: str
    password: str
    chosen: Sequence[Network]
    seconds: float = SECONDS

    def calendars(self, url: str) -> list[FoundCalendar]:
        """The calendars of whoever this user is, found from `url` or the server's well-known address (RFC 6764)."""
        here, resource = self._door(url)
        if resource.has(f"{CALDAV}calendar", f"{DAV}resourcetype"):
            return [_calendar(here, resource)]
        home = resource.link(f"{CALDAV}calendar-home-set")
        principal = resource.link(f"{DAV}current-user-principal")
        if not home and principal:
            here = self._joined(here, principal)
            here, (answered, *_rest) = self._properties(here, _WHO)
            home = answered.link(f"{CALDAV}calendar-home-set")
        if not home:
            raise NoCalDavError("The server names no calendars of this user.")
        here, resources = self._properties(self._joined(here, home), _WHAT, depth="1")
        calendars = [one for one in resources if one.has(f"{CALDAV}calendar", f"{DAV}resourcetype") and _holds(one)]
        return [_calendar(self._joined(here, one.href), one) for one in calendars[:MOST_CALENDARS]]

    def mark(self, url: str) -> str:
        """What changes whenever the calendar does: its sync token or ctag; "" where the server offers neither."""
        _here, (resource, *_rest) = self._properties(url, "<s:getctag/><d:sync-token/>")
        return resource.text(f"{DAV}sync-token") or resource.text(f"{CALENDARSERVER}getctag")

    def entries(self, url: str, since: datetime, until: datetime) -> list[Entry]:
        """The entries with something between two instants, series as they are written."""
        body = (
            f"<c:calendar-query {_NAMES}><d:prop><d:getetag/><c:calendar-data/></d:prop><c:filter>"
            '<c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">'
            f'<c:time-range start="{since.astimezone(UTC).strftime(_AT)}" end="{until.astimezone(UTC).strftime(_AT)}"/>'
            "</c:comp-filter></c:comp-filter></c:filter></c:calendar-query>"
        )
        here, resources = self._listed("REPORT", url, body, "1")
        entries = [(one, one.text(f"{CALDAV}calendar-data")) for one in resources]
        return [Entry(self._joined(here, one.href), one.text(f"{DAV}getetag"), text) for one, text in entries if text]

    def entry(self, url: str) -> Entry | None:
        """One entry; None: it is not there."""
        answer = self._asked(Call(url, method="GET"))
        if answer.status in (404, 410):
            return None
        return Entry(url, answer.headers.get("etag", ""), _fine(answer).body.decode(errors="replace"))

    def put(self, url: str, text: str, etag: str | None) -> str:
        """Write an entry over the one with `etag`; None: where there is none. Its new tag, "" where none is told.

        Doing it again does no harm. Raises ChangedError where another is there.
        """
        fence = {"If-None-Match": "*"} if etag is None else {"If-Match": etag} if etag else {}
        headers = {"Content-Type": "text/calendar; charset=utf-8", **fence}
        answer = self._asked(Call(url, text.encode(), headers, "PUT"))
        if answer.status in (409, 412):
            raise ChangedError(answer.words())
        return _fine(answer).headers.get("etag", "")

    def remove(self, url: str, etag: str) -> None:
        """Remove an entry with this `etag` ("": whatever is there); nothing where it is gone already."""
        answer = self._asked(Call(url, b"", {"If-Match": etag} if etag else {}, "DELETE"))
        if answer.status == 412:
            raise ChangedError(answer.words())
        if answer.status not in (404, 410):
            _fine(answer)

    def _door(self, url: str) -> tuple[str, Resource]:
        """Where the search begins: what was given, else the well-known address of its host."""
        well_known = urljoin(url, "/.well-known/caldav")
        failed: CalDavError = NoCalDavError("Nothing there speaks CalDAV.")
        for address in (url, well_known):
            try:
                here, (resource, *_rest) = self._properties(address, _WHO + _WHAT)
            except (NoCalDavError, StrangeError) as error:
                failed = error
                continue
            known = (f"{DAV}current-user-principal", f"{CALDAV}calendar-home-set")
            if any(resource.link(name) for name in known) or resource.has(f"{CALDAV}calendar", f"{DAV}resourcetype"):
                return here, resource
        raise failed

    def _properties(self, url: str, names: str, depth: str = "0") -> tuple[str, list[Resource]]:
        here, resources = self._listed(
            "PROPFIND", url, f"<d:propfind {_NAMES}><d:prop>{names}</d:prop></d:propfind>", depth
        )
        if not resources:
            raise NoCalDavError("The server says nothing of this address.")
        return here, resources

    def _listed(self, method: str, url: str, body: str, depth: str) -> tuple[str, list[Resource]]:
        """The address that answered, after redirects, and what it listed."""
        document = b'<?xml version="1.0" encoding="utf-8"?>' + body.encode()
        headers = {"Content-Type": "application/xml; charset=utf-8", "Depth": depth}
        for _turn in range(_REDIRECTS + 1):
            answer = self._asked(Call(url, document, headers, method))
            target = answer.headers.get("location", "")
            if answer.status not in (301, 302, 307, 308) or not target:
                return url, read(_fine(answer).body)
            url = self._joined(url, target)
        raise NoCalDavError("The server redirects without end.")

    def _asked(self, call: Call) -> Answer:
        credentials = b64encode(f"{self.login}:{self.password}".encode()).decode()
        signed = Call(call.url, call.body, {"Authorization": f"Basic {credentials}", **call.headers}, call.method)
        try:
            answer = asking.ask(signed, self.chosen, seconds=self.seconds, most_bytes=MOST_BYTES)
        except BarredError as error:
            raise NoCalDavError(str(error)) from error
        except AskingError as error:
            raise AwayError(str(error)) from error
        if len(answer.body) >= MOST_BYTES:
            raise StrangeError("The answer is too long.")
        return answer

    def _joined(self, base: str, link: str) -> str:
        """A link of the server's as an address we may ask: judged like one that a person gave; never less protected."""
        try:
            joined = urls.checked(urljoin(base, link), self.chosen)
        except (FieldError, ValueError) as error:
            raise NoCalDavError(f"The server leads to an address we do not connect to. {error}") from error
        if urlsplit(base).scheme == "https" and urlsplit(joined).scheme != "https":
            raise NoCalDavError("The server leads to an unprotected address.")
        return joined


def _fine(answer: Answer) -> Answer:
    """The answer, if it is one. Raises what its status means."""
    if answer.fine:
        return answer
    if answer.status == 401:
        raise LoginError(answer.words())
    if answer.status == 403:
        raise MayNotError(answer.words())
    if answer.status in (429, 503) or answer.status >= 500:
        raise AwayError(answer.words())
    raise NoCalDavError(answer.words())


def _holds(resource: Resource) -> bool:
    """Whether the collection holds events; one that does not say is taken to."""
    kinds = [one.get("name", "") for one in resource.inside(f"{CALDAV}supported-calendar-component-set")]
    return not kinds or "VEVENT" in kinds


def _calendar(url: str, resource: Resource) -> FoundCalendar:
    may = {one.tag for one in resource.inside(f"{DAV}current-user-privilege-set")}
    writable = not may or bool(may & {f"{DAV}write", f"{DAV}write-content", f"{DAV}all", f"{DAV}bind"})
    name = " ".join(resource.text(f"{DAV}displayname").split())[:120]
    path = urlsplit(url).path.rstrip("/").rpartition("/")[2]
    return FoundCalendar(url if url.endswith("/") else f"{url}/", name or path[:120], writable)
