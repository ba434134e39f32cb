"""Setting a day's limit, saying what is used, and stopping all dialling when it is reached (abuse, MISSION W22)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, place_of, require, stop_until, who_may
from ringback.base.database import doorbell
from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError
from ringback.channels.voice.models import Leg
from ringback.channels.voice.spending import rules
from ringback.channels.voice.spending.models import DayLimit
from ringback.channels.voice.spending.rules import Limit, Use
from ringback.core.promises.services import notify

MOST = 10_000_000
# A leg belongs to the day on which it was dialled; its call was planned before, but not longer than this.
_LONGEST_WAIT = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Today:
    """What of the limit is used on the organisation's day."""

    limit: Limit
    use: Use


def today(actor: Actor) -> Today:
    """The limit and what is used of it. Raises NotAllowedError."""
    require(actor, "setup.edit")
    row = DayLimit.objects.filter(organisation_id=actor.organisation_id).first()
    since, _until = _day(actor.organisation_id, clock.now())
    return Today(_limit(row), _use(actor.organisation_id, since))


def set_limit(actor: Actor, limit: Limit) -> None:
    """Set the most of a day, from now on. Raises FieldError, NotAllowedError."""
    require(actor, "setup.edit")
    for field, most in (("minutes", limit.minutes), ("dials", limit.dials)):
        if most is not None and not 0 < most <= MOST:
            raise FieldError(field, _("This cannot be a limit."), _("Give a whole number from 1, or leave it empty."))
    with transaction.atomic():
        DayLimit.objects.update_or_create(
            organisation_id=actor.organisation_id,
            defaults={"most_minutes": limit.minutes, "most_dials": limit.dials, "day": None, "stops": 0},
        )
        audit(actor, "day_limit.changed", "organisation", minutes=limit.minutes, dials=limit.dials)
        doorbell.ring("desk", organisation=actor.organisation_id, what="trunks")


def mind() -> None:
    """Warn whose limit is nearly used up; stop the dialling of those whose is, until their next day. In a transaction.

    Several may mind at once: each step is taken by whoever's conditional update changes the row.
    """
    now = clock.now()
    for row in DayLimit.objects.exclude(most_minutes=None, most_dials=None):
        since, until = _day(row.organisation_id, now)
        _mind_one(row, _use(row.organisation_id, since), since.date(), until)


def _mind_one(row: DayLimit, use: Use, day: date, until: datetime) -> None:
    if row.day != day:
        if DayLimit.objects.filter(id=row.pk, day=row.day).update(day=day, warned=False, stops=0) != 1:
            return
        row.stops, row.warned = 0, False
    standing = DayLimit.objects.filter(id=row.pk, day=day, stops=row.stops)
    share = _limit(row).share(use)
    if rules.reached(share, row.stops):
        if standing.update(stops=row.stops + 1, warned=False) == 1:
            stop_until(row.organisation_id, until)
            _tell(row, "day_limit_reached", day, use)
    elif rules.near(share, row.stops) and not row.warned and standing.filter(warned=False).update(warned=True) == 1:
        _tell(row, "day_limit_near", day, use)


def _tell(row: DayLimit, what: str, day: date, use: Use) -> None:
    notify(
        row.organisation_id,
        who_may(row.organisation_id, "setup.edit"),
        what,
        {"minutes": use.minutes, "dials": use.dials},
        url=reverse("voice:day-limit"),
        key=f"{what} {day} {row.stops}",
    )


def _limit(row: DayLimit | None) -> Limit:
    return Limit(row.most_minutes, row.most_dials) if row else Limit()


def _day(organisation_id: int, now: datetime) -> tuple[datetime, datetime]:
    """From midnight to midnight where the organisation is."""
    zone = ZoneInfo(place_of(organisation_id)[0])
    since = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    return since, (since + timedelta(days=1)).astimezone(zone)


def _use(organisation_id: int, since: datetime) -> Use:
    legs = Leg.objects.filter(
        call__organisation_id=organisation_id,
        call__planned_at__gte=since - _LONGEST_WAIT,
        dialled_at__gte=since,
        trunk_id__isnull=False,
    ).values_list("answered_at", "ended_at")
    return rules.used(legs, clock.now())
