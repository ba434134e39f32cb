"""A member's calendars elsewhere: connected, chosen, tried and taken away, by the member alone."""

from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit
from ringback.base.edge.limits import SlidingLimit
from ringback.base.kit.errors import ConflictError, FieldError, NotAllowedError, NotFoundError
from ringback.base.kit.lines import one_line
from ringback.base.outgoing import urls
from ringback.base.outgoing.caldav.errors import CalDavError
from ringback.base.outgoing.caldav.server import FoundCalendar, Server
from ringback.core.hours.models import BusyTime, CalendarAccount, ConnectedCalendar
from ringback.core.hours.services.calendar_servers import code_of, problem_words
from ringback.core.hours.services.reading_calendars import want_reading

MOST_TRIES = 30
_SECONDS = 8.0
_tried = SlidingLimit(3600)


@dataclass(frozen=True, slots=True)
class AccountValues:
    """What a member says of their calendars. An empty `password` is the one we have, for the same user and address."""

    url: str
    login: str
    password: str


def account_of(actor: Actor) -> CalendarAccount | None:
    """The actor's own connection, if they have one."""
    return CalendarAccount.objects.filter(member_id=actor.member_id or 0).first()


def calendars_of(account: CalendarAccount) -> list[ConnectedCalendar]:
    """Its calendars, as they were found."""
    return list(account.calendars.order_by("id"))


def connect(actor: Actor, values: AccountValues) -> CalendarAccount:
    """Find the member's calendars and keep the way to them. All of them count at first; none is written to.

    Asks the server, outside of any transaction. Raises FieldError saying what is wrong in plain words.
    """
    if actor.member_id is None:
        raise NotAllowedError("The system has no calendar.")
    url = urls.checked(_with_scheme(values.url), settings.OUTGOING_NETWORKS)
    login, known = one_line(values.login, 200), account_of(actor)
    same = known is not None and (known.url, known.login) == (url, login)
    password = values.password or (known.password if known is not None and same else "")
    if not login or not password or len(password) > 500:
        raise FieldError("password", _("User and password are both needed."), _("Type them as the server has them."))
    found = _found(actor, Server(login, password, settings.OUTGOING_NETWORKS, _SECONDS), url)
    with transaction.atomic():
        fresh = {"organisation_id": actor.organisation_id, "url": url, "login": login, "password": password}
        fresh |= {"problem": "", "failing_since_at": None, "locked": False}
        account, _made = CalendarAccount.objects.update_or_create(member_id=actor.member_id, defaults=fresh)
        _keep_calendars(account, found)
        audit(actor, "calendar.connected", f"member {actor.member_id}", calendars=len(found))
        want_reading(account)
    return account


def test_connection(actor: Actor) -> int:
    """Ask the server anew what calendars there are; how many. Raises FieldError in plain words, NotFoundError."""
    account = _own(actor)
    return len(calendars_of(connect(actor, AccountValues(account.url, account.login, ""))))


def choose_calendars(actor: Actor, counts: Collection[int], receives: int | None) -> None:
    """Say which calendars make the member busy, and which one is written to; None: none is. Raises FieldError."""
    with transaction.atomic():
        account = CalendarAccount.objects.select_for_update(of=("self",)).get(pk=_own(actor).pk)
        rows = calendars_of(account)
        if receives is not None and not any(one.pk == receives and one.writable for one in rows):
            raise FieldError("receives", _("This calendar cannot be written to."), _("Choose another one."))
        account.calendars.update(receives=False)
        for one in rows:
            counted, one.counts, one.receives = one.counts, one.pk in counts, one.pk == receives
            one.mark, one.read_at = "", None
            one.save(update_fields=["counts", "receives", "mark", "read_at"])
            if counted and not one.counts:
                BusyTime.objects.filter(calendar=one).delete()
        audit(actor, "calendar.chosen", f"member {actor.member_id}", counts=len(counts), receives=receives is not None)
        want_reading(account)


def disconnect(actor: Actor) -> None:
    """Forget the way to the member's calendars and every busy time that came from them. Raises NotFoundError."""
    with transaction.atomic():
        _own(actor).delete()
        audit(actor, "calendar.disconnected", f"member {actor.member_id}")


def forget_member(member_id: int) -> None:
    """Whoever is no member any more has nothing connected; in the caller's transaction."""
    CalendarAccount.objects.filter(member_id=member_id).delete()


def _own(actor: Actor) -> CalendarAccount:
    account = account_of(actor)
    if account is None:
        raise NotFoundError(_("No calendar is connected."))
    return account


def _found(actor: Actor, server: Server, url: str) -> list[FoundCalendar]:
    if _tried.take(actor.member_id, MOST_TRIES) is not None:
        raise ConflictError(_("That was tried too often. Try again in an hour."))
    try:
        found = server.calendars(url)
    except CalDavError as error:
        code = code_of(error)
        raise FieldError("password" if code == "login" else "url", *problem_words(code)) from error
    if not found:
        raise FieldError("url", *problem_words("none"))
    return found


def _keep_calendars(account: CalendarAccount, found: list[FoundCalendar]) -> None:
    """Take over what is there now; what was chosen for a calendar that is still there stays."""
    known = {one.url: one for one in calendars_of(account)}
    for url, one in known.items():
        if url not in {seen.url for seen in found}:
            one.delete()
    for seen in found:
        row = known.get(seen.url) or ConnectedCalendar(account=account, url=seen.url, counts=True)
        row.name, row.writable = seen.name, seen.writable
        row.receives = row.receives and seen.writable
        row.save()


def _with_scheme(text: str) -> str:
    text = text.strip()
    return text if "://" in text or not text else f"https://{text}"
