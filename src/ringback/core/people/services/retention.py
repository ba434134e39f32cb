"""How long each kind of data is kept, and taking away what is too old."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise as Text
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, require, system_actor
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError, NotFoundError
from ringback.core.people import holders, rules
from ringback.core.people.models import Person, RetentionPeriod
from ringback.core.people.services import aftermath, subjects
from ringback.core.people.services.erasing import erase_subject

AT_ONCE = 200
MOST_DAYS = 36500
TOO_OLD = "Kept for as long as the retention period says."


@dataclass(frozen=True, slots=True)
class Period:
    """How many days a kind of data is kept; 0 is for good."""

    slug: str
    title: str | Text
    hint: str | Text
    days: int
    default: int


@dataclass(frozen=True, slots=True)
class Tidied:
    """What was taken away, counted by kind; `finished`: nothing too old is left."""

    counts: Mapping[str, int]
    finished: bool


def retention(organisation_id: int) -> list[Period]:
    """Every kind of data that expires, with the organisation's period or the default."""
    return [period for _kind, period in _periods(organisation_id)]


def _periods(organisation_id: int) -> list[tuple[holders.RetentionKind, Period]]:
    said = dict(RetentionPeriod.objects.filter(organisation_id=organisation_id).values_list("kind", "days"))
    return [
        (kind, Period(kind.slug, kind.title, kind.hint, said.get(kind.slug, kind.days), kind.days))
        for kind in holders.retention_kinds(organisation_id)
    ]


def days_kept(organisation_id: int, slug: str) -> int:
    """How many days one kind of data is kept, 0 for good. Raises NotFoundError for a kind that there is not."""
    for period in retention(organisation_id):
        if period.slug == slug:
            return period.days
    raise NotFoundError("There is no such kind of data.")


def set_retention(actor: Actor, days: Mapping[str, int]) -> None:
    """Keep each kind for so many days, 0 for good. Raises FieldError for a kind or a number that cannot be."""
    require(actor, "setup.edit")
    known = {period.slug: period for period in retention(actor.organisation_id)}
    for slug, number in days.items():
        if slug not in known:
            raise FieldError(slug, _("There is no such kind of data."), _("Reload the page."))
        if not 0 <= number <= MOST_DAYS:
            raise FieldError(slug, _("This is no number of days."), _("Type 0 to keep it for good, or up to 36500."))
    changed = {slug: number for slug, number in days.items() if known[slug].days != number}
    with transaction.atomic():
        for slug, number in changed.items():
            RetentionPeriod.objects.update_or_create(
                organisation_id=actor.organisation_id, kind=slug, defaults={"days": number}
            )
        if changed:
            audit(actor, "retention.changed", "retention", **changed)


def apply_retention(organisation_id: int, seconds: float) -> Tidied:
    """Take away what is too old, some rows at a time, for about so long. Doing it again is harmless."""
    until = clock.monotonic() + seconds
    counts = {}
    for kind, period in _periods(organisation_id):
        before = rules.too_old_before(clock.now(), period.days)
        if before is not None:
            counts[kind.slug] = _expire_kind(kind, organisation_id, before, until)
    taken = {slug: count for slug, count in counts.items() if count}
    if taken:
        with transaction.atomic():
            audit(system_actor(organisation_id), "retention.applied", "retention", **taken)
            aftermath.tell(organisation_id)
    return Tidied(taken, finished=clock.monotonic() < until)


def _expire_kind(kind: holders.RetentionKind, organisation_id: int, before: datetime, until: float) -> int:
    """Row by row until there is none left, or the time is over; at least one batch each time."""
    whole = 0
    while gone := kind.expire(organisation_id, before, AT_ONCE):
        whole += gone
        if clock.monotonic() >= until:
            break
    return whole


def expire_persons(
    organisation_id: int, before: datetime, most: int, still_wanted: Callable[[list[int]], set[int]]
) -> int:
    """Erase up to `most` persons from before that instant of whom nothing newer is known; how many.

    `still_wanted` says which of the ids have something open or newer in the slices above. Each goes in a transaction
    of its own with a receipt; one who is in a call stays for now.
    """
    gone, after = 0, 0
    while gone < most and (ids := _quiet(organisation_id, before, after)):
        after = ids[-1]
        families = {person_id: subjects.family(person_id) for person_id in ids}
        wanted = still_wanted([one for family in families.values() for one in family])
        unwanted = [person_id for person_id, family in families.items() if wanted.isdisjoint(family)]
        gone += sum(_expire_person(organisation_id, person_id) for person_id in unwanted[: most - gone])
    return gone


def _quiet(organisation_id: int, before: datetime, after: int) -> list[int]:
    old = Person.objects.filter(organisation_id=organisation_id, created_at__lt=before, merged_into=None, id__gt=after)
    quiet = old.exclude(consents__given_at__gte=before).exclude(phones__created_at__gte=before)
    return list(quiet.order_by("id").values_list("id", flat=True)[:AT_ONCE])


def _expire_person(organisation_id: int, person_id: int) -> bool:
    try:
        with transaction.atomic():
            erase_subject(system_actor(organisation_id), subjects.found(organisation_id, person_id), TOO_OLD)
    except ConflictError:
        return False
    return True
