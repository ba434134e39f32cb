"""How long applications are kept: by the country of the work, each with the norm that is usual there."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ringback.base.accounts.services import country_name, place_of
from ringback.core.people import services as people
from ringback.core.people.services import RetentionKind
from ringback.doors.hiring.candidates.models import Application, State
from ringback.doors.hiring.candidates.personal_data import empty
from ringback.doors.hiring.candidates.services.keeping import agreed_to_be_kept
from ringback.doors.hiring.openings.models import Opening

APPLICATIONS, RESERVE = "applications", "reserve"
USUAL_DAYS = 180
RESERVE_DAYS = 730
_NORMS = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True, slots=True)
class Norm:
    """So many days, and who says so ("" for what is merely usual)."""

    days: int
    source: str


def register() -> None:
    """Register what expires; doing so again changes nothing."""
    people.register_retention_by(APPLICATIONS, kinds)


def kinds(organisation_id: int) -> list[RetentionKind]:
    """What expires: applications and the reserve, for each country in which the organisation has had an opening."""
    home = place_of(organisation_id)[1]
    rows = Opening.objects.filter(organisation_id=organisation_id).exclude(country__in=("", home))
    abroad = sorted(set(rows.values_list("country", flat=True)))
    found = [one for country in ("", *abroad) for one in _of_country(country or home, country)]
    return sorted(found, key=lambda kind: kind.slug.startswith(RESERVE))


def slug_of(kind: str, opening: Opening) -> str:
    """The kind of data that an opening's applications are: its country's own where that is not the organisation's."""
    abroad = opening.country and opening.country != place_of(opening.organisation_id)[1]
    return f"{kind}_{opening.country}" if abroad else kind


def reserve_days(opening: Opening) -> int:
    """How long somebody stays in the reserve of an opening who agreed to it; 0 for good."""
    return people.days_kept(opening.organisation_id, slug_of(RESERVE, opening))


def keep_words(opening: Opening, words: Mapping[str, str]) -> str:
    """What candidates agree to, or not, beside applying: to be kept for other posts, and how long."""
    days = reserve_days(opening)
    return words["keep"].format(days=days) if days else words["keep_for_good"]


def norm_of(country: str) -> Norm:
    """What is usual in a country."""
    return _norms().get(country, Norm(USUAL_DAYS, ""))


def _of_country(country: str, abroad: str) -> Iterable[RetentionKind]:
    """The two kinds; `abroad` is the country where it is not the organisation's own, "" for that."""
    norm, named = norm_of(country), {"country": country_name(abroad)} if abroad else None
    end = f"_{abroad}" if abroad else ""
    titles = _("Applications"), _("Candidates in reserve")
    if named:
        titles = _("Applications, %(country)s") % named, _("Candidates in reserve, %(country)s") % named
    refused = _("Candidates who were refused or withdrew, with their documents. The counts of the funnel stay.")
    if norm.source:
        refused += " " + _("Usual: %(source)s.") % {"source": norm.source}
    kept = _("Who agreed to be kept for other posts, from the day they came into it. Others go as the refused do.")
    yield RetentionKind(f"{APPLICATIONS}{end}", titles[0], refused, norm.days, partial(expire, abroad=abroad))
    yield RetentionKind(f"{RESERVE}{end}", titles[1], kept, RESERVE_DAYS, partial(expire_reserve, abroad=abroad))


def expire(organisation_id: int, before: datetime, most: int, *, abroad: str) -> int:
    """Empty applications of a country that ended before that instant and have their answer, at most so many; how many.

    Those in reserve who never agreed to it, or do not any more, are among them.
    """
    uninvited = Q(state=State.RESERVE) & ~Q(pk__in=agreed_to_be_kept(organisation_id))
    over = Q(state__in=(State.REFUSED, State.WITHDRAWN)) | uninvited
    return _expire(organisation_id, over, before, most, abroad)


def expire_reserve(organisation_id: int, before: datetime, most: int, *, abroad: str) -> int:
    """As `expire`, of those in reserve."""
    return _expire(organisation_id, Q(state=State.RESERVE), before, most, abroad)


def _expire(organisation_id: int, over: Q, before: datetime, most: int, abroad: str) -> int:
    there = Q(opening__country=abroad) if abroad else Q(opening__country__in=("", place_of(organisation_id)[1]))
    answered = Q(answered_at__isnull=False) | Q(state=State.WITHDRAWN)
    mine = Application.objects.filter(organisation_id=organisation_id, person__isnull=False, ended_at__lt=before)
    with transaction.atomic():
        erased = empty(mine.filter(over & answered & there).order_by("id")[:most])
        people.leave_files(organisation_id, erased.files)
    return erased.counts["applications"]


@lru_cache(maxsize=1)
def _norms() -> dict[str, Norm]:
    said = tomllib.loads(_NORMS.read_text("utf-8"))
    return {country: Norm(one["days"], one["source"]) for country, one in said.items()}
