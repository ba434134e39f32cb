"""Who is known already: by a list of the organisation's, by earlier applications, or from elsewhere in the house
(MISSION A8). It is said to reviewers, and counts for nothing by itself.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum

import msgspec

from ringback.base.database.sealed import readable
from ringback.base.kit import clock
from ringback.core.people.services import Arrived
from ringback.doors.allocation.entries.keys import keys_of
from ringback.doors.allocation.entries.models import Entry, KnownApplicant
from ringback.doors.allocation.entries.submissions import Checked

# Whoever was here that long before their application had to do with us otherwise.
_BEFORE = timedelta(days=1)


class Whence(StrEnum):
    """From where somebody is known."""

    LIST = "list"  # `words`: what the list says
    EARLIER = "earlier"  # `words`: the title of another campaign they applied to
    CONTACT = "contact"  # `words`: the day since when, as 2025-03-01


class Known(msgspec.Struct, frozen=True):
    """One reason why somebody is known."""

    whence: Whence
    words: str


def knowledge(organisation_id: int, who: Sequence[tuple[Checked, Arrived]]) -> list[list[Known]]:
    """From where each of them is known, in the same order. Two queries at the most."""
    listed = _listed(organisation_id, [checked.said.email for checked, _arrived in who])
    earlier = _earlier([arrived.person_id for _checked, arrived in who if not arrived.new])
    found: list[list[Known]] = []
    for checked, arrived in who:
        why = [Known(Whence.LIST, words) for words in listed.get(checked.said.email, ())]
        titles = earlier.get(arrived.person_id, {})
        others = {title for campaign_id, title in titles.items() if campaign_id != checked.campaign.id}
        why += [Known(Whence.EARLIER, title) for title in sorted(others)]
        if not arrived.new and not titles and clock.now() - arrived.since_at > _BEFORE:
            why.append(Known(Whence.CONTACT, arrived.since_at.date().isoformat()))
        found.append(why)
    return found


def on_lists(campaign_id: int) -> frozenset[int]:
    """The entries whose applicants stood on a list of the organisation's when they applied; nobody's grants are asked.

    Whoever only applied before, or was in contact, is known, and no earlier customer.
    """
    rows = Entry.objects.filter(campaign_id=campaign_id, known=True).only("known_why")
    return frozenset(one.pk for one in rows if any(why.whence == Whence.LIST for why in reasons(one)))


def reasons(entry: Entry) -> list[Known]:
    """From where the applicant was known when they applied."""
    why = readable(entry.known_why)
    return msgspec.json.decode(why, type=list[Known]) if why else []


def _listed(organisation_id: int, emails: Sequence[str]) -> dict[str, list[str]]:
    whose = {key: email for email in emails for key in keys_of(organisation_id, email)}
    found: dict[str, list[str]] = defaultdict(list)
    rows = KnownApplicant.objects.filter(organisation_id=organisation_id, key__in=list(whose))
    for key, why in rows.values_list("key", "why"):
        found[whose[key]].append(why)
    return found


def _earlier(person_ids: Sequence[int]) -> dict[int, dict[int, str]]:
    """By person: the campaigns they applied to, with their titles."""
    if not person_ids:
        return {}
    found: dict[int, dict[int, str]] = defaultdict(dict)
    rows = Entry.objects.filter(person_id__in=person_ids).order_by()
    for person_id, campaign_id, title in rows.values_list("person_id", "campaign_id", "campaign__title"):
        found[person_id][campaign_id] = title
    return found
