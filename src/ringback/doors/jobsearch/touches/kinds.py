"""The kinds of promise of a job search that its member keeps: what they are called, and where they lead.

Other parts of the door name theirs here, too: their promises then stand on the candidacy's page and on Today.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise as Text
from django.utils.translation import gettext_lazy as _

DOOR = "jobsearch"
THANK = "jobsearch.thank"
SECOND_CONTACT = "jobsearch.second_contact"
OWN_CALL = "jobsearch.own_call"
EXPECTED = "jobsearch.expected"
LOOK_ON = "jobsearch.look_on"
SECOND_BEST = "jobsearch.second_best"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of promise. `title` is filled with `who` (a contact, or the employer) and `post`.

    `way`: as what a touch is noted when the seeker says on Today that it is done; "": as none. `deed`: what one does on
    the page it leads to, in a word.
    """

    slug: str
    label: str | Text
    title: str | Text
    way: str = ""
    incoming: bool = False
    deed: str | Text = ""


# From the candidacy's id and the promise's content to the page on which it is kept.
Leads = Callable[[int, Mapping[str, Any]], str]

_kinds: dict[str, Kind] = {}
_leads: dict[str, Leads] = {}
_leads_of_ways: dict[str, Leads] = {}


def know(kind: Kind) -> None:
    """Add a kind; the same slug again takes its place."""
    _kinds[kind.slug] = kind


def leads_to(slug: str, leads: Leads) -> None:
    """Let the lines of a kind lead to a page of their own instead of the candidacy's."""
    _leads[slug] = leads


def way_leads_to(way: str, leads: Leads) -> None:
    """Let the lines of all kinds that are kept in a way ("call") lead there, but for those that have a page of their
    own."""
    _leads_of_ways[way] = leads


def kind_of(slug: str) -> Kind | None:
    """A kind that is known here."""
    return _kinds.get(slug)


def known() -> list[str]:
    """The slugs of all kinds."""
    return sorted(_kinds)


def kept_by(way: str) -> list[str]:
    """The slugs of the kinds that are kept in a way, but for the next contact, which every touch moves by itself."""
    return sorted(slug for slug, kind in _kinds.items() if kind.way == way and slug != SECOND_CONTACT)


def page_of(slug: str, candidacy_id: int, content: Mapping[str, Any]) -> str:
    """Where it is kept; "" for the candidacy's own page."""
    kind = _kinds.get(slug)
    leads = _leads.get(slug) or (_leads_of_ways.get(kind.way) if kind is not None else None)
    return leads(candidacy_id, content) if leads else ""


OURS = (
    Kind(THANK, _("Thanks after an interview"), _("Thank %(who)s for the interview: %(post)s"), "letter"),
    Kind(SECOND_CONTACT, _("Second contact"), _("Be in touch again with %(who)s: %(post)s"), "call"),
    Kind(OWN_CALL, _("One's own call"), _("Call %(who)s yourself: %(post)s"), "call"),
    Kind(EXPECTED, _("Their answer"), _("%(who)s should answer: %(post)s"), "other", incoming=True),
    Kind(LOOK_ON, _("Looking on"), _("Nothing is signed yet: look at new posts")),
    Kind(SECOND_BEST, _("Second-best"), _("Ask %(who)s whether the post is free: %(post)s"), "call"),
)
