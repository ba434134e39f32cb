"""How long a signed agreement is kept, whatever else is erased: its term, and as long as claims may follow from it.

GDPR art. 17(3)(b) and (e): what the law or claims need is not erased; it is kept for that alone, and goes by itself.
"""

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import place_of
from ringback.base.kit import clock
from ringback.core.people import services as people
from ringback.core.people.services import Kept, RetentionKind, Subject
from ringback.doors.allocation.offers.models import Agreement

SLUG = "agreements"
USUAL_DAYS = 1096
_NORMS = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True, slots=True)
class Norm:
    """So many days after the term, and who says so ("" for what is merely usual)."""

    days: int
    source: str


def norm_of(country: str) -> Norm:
    """What the law of a country (ISO 3166) says."""
    return _norms().get(country, Norm(USUAL_DAYS, ""))


def register() -> None:
    """Register that agreements expire; doing so again changes nothing."""
    people.register_retention_by(SLUG, lambda organisation_id: (_kind(organisation_id),))


def kept_until(organisation_id: int, agreement: Agreement) -> datetime:
    """Until when an agreement is kept though its signer is erased. "For good" is never meant for those."""
    days = people.days_kept(organisation_id, SLUG) or norm_of(place_of(organisation_id)[1]).days
    return agreement.term_ends_at + timedelta(days=days)


def kept(subject: Subject) -> list[Kept]:
    """What an erasure leaves of somebody's agreements, why and until when."""
    return [
        Kept(
            _("The signed agreement for %(campaign)s") % {"campaign": one.offer.campaign.title},
            _("Its term, and as long as claims may follow from it (GDPR art. 17(3)(e))"),
            kept_until(subject.organisation_id, one),
        )
        for one in held_back(subject)
    ]


def held_back(subject: Subject) -> list[Agreement]:
    """The agreements of somebody that are still needed."""
    mine = Agreement.objects.filter(
        offer__entry__organisation_id=subject.organisation_id, offer__entry__person_id__in=subject.person_ids
    )
    rows = mine.exclude(file="").select_related("offer__campaign").order_by("id")
    return [one for one in rows if kept_until(subject.organisation_id, one) > clock.now()]


def empty(found: list[Agreement]) -> list[str]:
    """Take the name, the address and the file; the files' names. The sums stay: a copy elsewhere is known by them."""
    files = [str(one.file.name) for one in found if one.file]
    for one in found:
        one.name, one.address, one.file = "", "", ""
        one.save(update_fields=["name", "address", "file"])
    return files


def _kind(organisation_id: int) -> RetentionKind:
    norm = norm_of(place_of(organisation_id)[1])
    hint = _("From the end of their term. Kept so long also when the signer is erased; sums and times stay.")
    if norm.source:
        hint += " " + _("Usual: %(source)s.") % {"source": norm.source}
    return RetentionKind(SLUG, _("Signed agreements"), hint, norm.days, _expire)


def _expire(organisation_id: int, before: datetime, most: int) -> int:
    """Empty agreements whose term ended before that instant, at most so many; how many."""
    rows = Agreement.objects.filter(offer__campaign__organisation_id=organisation_id, term_ends_at__lt=before)
    with transaction.atomic():
        found = list(rows.exclude(file="").order_by("id")[:most])
        people.leave_files(organisation_id, empty(found))
    return len(found)


@lru_cache(maxsize=1)
def _norms() -> dict[str, Norm]:
    said = tomllib.loads(_NORMS.read_text("utf-8"))
    return {country: Norm(one["days"], one["source"]) for country, one in said.items()}
