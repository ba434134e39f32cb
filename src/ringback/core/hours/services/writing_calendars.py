"""Where entries of ours go in members' calendars elsewhere."""

from collections.abc import Collection
from dataclasses import dataclass

from ringback.base.outgoing.caldav.server import Server
from ringback.core.hours.models import CalendarAccount
from ringback.core.hours.services.calendar_servers import server_of


@dataclass(frozen=True, slots=True)
class Receiving:
    """An account that may be written to: `url` is the calendar chosen for it, "" where none is."""

    account_id: int
    member_id: int
    organisation_id: int
    url: str
    server: Server


def receiving(account_id: int) -> Receiving | None:
    """How to write to an account; None for one that is gone, or whose password is refused."""
    account = CalendarAccount.objects.filter(pk=account_id, locked=False).first()
    if account is None:
        return None
    chosen = account.calendars.filter(receives=True, writable=True).first()
    url = chosen.url if chosen is not None else ""
    return Receiving(account.pk, account.member_id, account.organisation_id, url, server_of(account))


def accounts_receiving(member_ids: Collection[int]) -> dict[int, int]:
    """The accounts, by member, of those who chose a calendar for what we write."""
    rows = CalendarAccount.objects.filter(member_id__in=list(member_ids), calendars__receives=True)
    return dict(rows.values_list("member_id", "id"))


def stop_writing(account_id: int) -> None:
    """The server does not let us write there: nothing is, before the member chooses anew."""
    for account in CalendarAccount.objects.filter(pk=account_id):
        account.calendars.filter(receives=True).update(receives=False, writable=False)
