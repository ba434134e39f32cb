"""Telling whoever applied that we have it, by mail: noted where entries are written, made by a promise of the house.

A rush is not slowed down: the note is a column of the entry and one promise in ten seconds, whatever the number. Each
portion is one short transaction, and each message is named after its entry: a crash in between makes none twice.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction

from ringback.base.database.sealed import SealError, opened, readable
from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError
from ringback.channels.messages.services import Kind, MessageOrder, MissingFieldError, Writer
from ringback.core.promises.services import Policy, make_of_house
from ringback.doors.allocation.entries import links
from ringback.doors.allocation.entries.models import Entry, Repeat
from ringback.doors.allocation.entries.saying import last_day
from ringback.doors.allocation.entries.wording import AGAIN, RECEIVED

KIND = "allocation.confirming"
PORTION = 50
GATHERED_SECONDS = 10
_AGAIN = Policy({"failed": (10, 60, 600, 3600), "interrupted": (10, 60, 600)})


def confirm_soon(organisation_id: int) -> None:
    """Promise the mails that are owed, in the caller's transaction: one promise for all of some seconds.

    It is due well after those seconds, so that the transactions that count on it have ended; what does not is told
    by the next, or at night.
    """
    turn = int(clock.now().timestamp()) // GATHERED_SECONDS
    due_at = clock.now() + timedelta(seconds=GATHERED_SECONDS)
    make_of_house(organisation_id, KIND, due_at, _AGAIN, made_key=f"confirming {turn}")


def resume_confirming() -> int:
    """Promise again what is still owed; to how many organisations' applicants."""
    owing = set(Entry.objects.filter(owes_mail=True).values_list("organisation_id", flat=True).distinct())
    owing |= set(Repeat.objects.filter(owes_mail=True).values_list("organisation_id", flat=True).distinct())
    for organisation_id in owing:
        confirm_soon(organisation_id)
    return len(owing)


def confirm_some(organisation_id: int) -> bool:
    """Order the next mails that an organisation owes; whether there may be more."""
    with transaction.atomic():
        fresh, again = _owed(organisation_id)
        if not fresh and not again:
            return False
        writer = Writer(organisation_id)
        for entry in fresh:
            _tell(writer, entry, RECEIVED, f"allocation received {entry.pk}")
        for one in again:  # once a day, however often somebody types in an address
            day = one.submitted_at.date().isoformat()
            _tell(writer, one.entry, AGAIN, f"allocation again {one.entry_id} {day}")
        Entry.objects.filter(pk__in=_ids(fresh)).update(owes_mail=False)
        Repeat.objects.filter(pk__in=_ids(again)).update(owes_mail=False)
    return True


def _owed(organisation_id: int) -> tuple[list[Entry], list[Repeat]]:
    entries = Entry.objects.select_for_update(of=("self",)).select_related("campaign", "region")
    repeats = Repeat.objects.select_for_update(of=("self",)).select_related("entry__campaign", "entry__region")
    mine = {"organisation_id": organisation_id, "owes_mail": True}
    return list(entries.filter(**mine).order_by("id")[:PORTION]), list(repeats.filter(**mine).order_by("id")[:PORTION])


def _ids(rows: Iterable[Entry | Repeat]) -> list[int]:
    return [one.pk for one in rows]


def _tell(writer: Writer, entry: Entry, kind: Kind, key: str) -> None:
    """Order one mail; who cannot be written to (erased, or no key) has none."""
    region, campaign = entry.region, entry.campaign
    day, zone = last_day(region.closes_on, region.zone, entry.language)
    try:
        order = MessageOrder(
            campaign.organisation_id,
            "mail",
            kind.slug,
            opened(entry.email),
            person_id=entry.person_id,
            language=entry.language,
            values={
                "name": readable(entry.name),
                "campaign": campaign.title,
                "region": region.name,
                "closing": f"{day} ({zone})",
                "link": links.status_url(entry),
            },
            key=key,
            door="allocation",
            reply_to=campaign.contact_email or None,
        )
        writer.send(order)
    except (MissingFieldError, FieldError, SealError):
        return
