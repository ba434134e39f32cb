"""Reading members' calendars elsewhere: only when they are busy is kept; who writes to them hears what became of it."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet

from ringback.base.accounts.services import contact_of
from ringback.base.database.sweeping import sweep
from ringback.base.kit import clock
from ringback.base.kit.errors import RingbackError
from ringback.base.outgoing.caldav.errors import CalDavError
from ringback.core.hours.connected.asking import UnreadableError, times_in
from ringback.core.hours.connected.times import Appointment, merged
from ringback.core.hours.models import BusyTime, CalendarAccount, ConnectedCalendar
from ringback.core.hours.services.calendar_servers import code_of, server_of
from ringback.core.hours.services.time_off import zone_of_member

log = structlog.get_logger(__name__)

AHEAD = timedelta(days=90)
BEHIND = timedelta(days=1)
WHOLE_AGAIN = timedelta(hours=6)
EVERY_SECONDS = 300
TIRED = timedelta(minutes=30)
TURNS = 6


@dataclass(frozen=True, slots=True)
class Reading:
    """What the calendar that we write to holds now: every time of every entry. It was asked for after `begun_at`."""

    organisation_id: int
    member_id: int
    account_id: int
    begun_at: datetime
    until: datetime
    appointments: Collection[Appointment]


class Writer(Protocol):
    """A slice that writes entries of its own into members' calendars."""

    def own(self, account_id: int) -> Collection[str]:
        """The uids of its entries, which make nobody busy: it knows of them itself."""
        ...

    def read(self, reading: Reading) -> None:
        """The calendar that is written to was read, and may have changed."""
        ...

    def checked(self, account_id: int) -> None:
        """The account was looked into, whether something had changed or not."""
        ...


_writers: dict[str, Writer] = {}
_wanted: list[Callable[[int, int], None]] = []


def writes_to_calendars(name: str, writer: Writer) -> None:
    """Register who writes to members' calendars; the same name again takes its place."""
    _writers[name] = writer


def when_reading_wanted(handler: Callable[[int, int], None]) -> None:
    """Let `handler(organisation_id, account_id)` plan a reading at once, in the transaction that wants it."""
    _wanted[:] = [handler]


def want_reading(account: CalendarAccount) -> None:
    """Have the account read soon; in the caller's transaction."""
    for handler in _wanted:
        handler(account.organisation_id, account.pk)


def organisations_to_read() -> set[int]:
    """The organisations in which some member's calendar may be asked."""
    return set(_askable().values_list("organisation_id", flat=True))


def accounts_to_read(organisation_id: int) -> list[int]:
    """The accounts to look into now. One whose server has been away for half an hour is asked each half hour."""
    now = clock.now()
    turn = int(now.timestamp()) // EVERY_SECONDS
    rows = _askable().filter(organisation_id=organisation_id).values_list("id", "failing_since_at")
    return [number for number, since in rows if since is None or since > now - TIRED or (turn + number) % TURNS == 0]


def _askable() -> QuerySet[CalendarAccount]:
    """Those of active members, with a password that was not refused."""
    rows = CalendarAccount.objects.filter(locked=False, member__active=True, member__user__is_active=True)
    return rows.order_by("id")


def read_calendars(account_id: int) -> int | None:
    """Read what has changed in an account's calendars, outside of any transaction.

    What was read before stays while the server is away. The member, where the server has just refused their password.
    """
    account = CalendarAccount.objects.filter(pk=account_id, locked=False).first()
    if account is None:
        return None
    own = frozenset(uid for writer in _writers.values() for uid in writer.own(account_id))
    try:
        for calendar in account.calendars.filter(Q(counts=True) | Q(receives=True)).order_by("id"):
            _read(account, calendar, own)
    except (CalDavError, UnreadableError) as error:
        log.info("a member's calendar cannot be read", account=account_id, why=type(error).__name__)
        note_failure(account_id, error)
        return account.member_id if code_of(error) == "login" else None
    CalendarAccount.objects.filter(pk=account_id).update(read_at=clock.now(), problem="", failing_since_at=None)
    for writer in _writers.values():
        writer.checked(account_id)
    return None


def sweep_busy() -> int:
    """Forget busy times that are over; how many rows."""
    return sweep(BusyTime.objects.filter(ends_at__lt=clock.now() - BEHIND))


def note_failure(account_id: int, error: RingbackError) -> None:
    """Note that the account could not be used; one whose password is refused is left alone."""
    code = code_of(error)
    mine = CalendarAccount.objects.filter(pk=account_id)
    mine.filter(failing_since_at=None).update(failing_since_at=clock.now())
    mine.update(problem=code, locked=code == "login")


def _read(account: CalendarAccount, calendar: ConnectedCalendar, own: Collection[str]) -> None:
    begun_at, server = clock.now(), server_of(account)
    mark = server.mark(calendar.url)[:300]
    recent = calendar.read_at is not None and begun_at - calendar.read_at < WHOLE_AGAIN
    if mark and mark == calendar.mark and recent:
        return
    since, until = begun_at - BEHIND, begun_at + AHEAD
    contact = contact_of(account.organisation_id, account.member_id)
    mine = {account.login.lower(), contact.email.lower() if contact else ""} - {""}
    entries = server.entries(calendar.url, since, until)
    zone = zone_of_member(account.organisation_id, account.member_id)
    read = times_in([entry.text for entry in entries], since, until, zone, mine)
    if not _keep(account, calendar, begun_at, merged(read.appointments, own)):
        return
    if calendar.receives:
        seen = Reading(
            account.organisation_id, account.member_id, account.pk, begun_at, until, tuple(read.appointments)
        )
        for writer in _writers.values():
            writer.read(seen)
    ConnectedCalendar.objects.filter(pk=calendar.pk, read_at=begun_at).update(mark=mark)


def _keep(
    account: CalendarAccount,
    calendar: ConnectedCalendar,
    begun_at: datetime,
    stretches: Iterable[tuple[datetime, datetime]],
) -> bool:
    """Write what was read; False where the calendar was taken away or chosen otherwise meanwhile."""
    with transaction.atomic():
        live = ConnectedCalendar.objects.select_for_update(of=("self",)).filter(pk=calendar.pk).first()
        if live is None or (live.counts, live.receives) != (calendar.counts, calendar.receives):
            return False
        BusyTime.objects.filter(calendar=live).delete()
        if live.counts:
            rows = [BusyTime(calendar=live, member_id=account.member_id, starts_at=a, ends_at=b) for a, b in stretches]
            BusyTime.objects.bulk_create(rows)
        live.mark, live.read_at = "", begun_at
        live.save(update_fields=["mark", "read_at"])
    return True
