"""The link to an applicant's own answer: good for one entry, for a while, dead once they were erased."""

from django.conf import settings
from django.urls import reverse

from ringback.base.edge.signed_links import SignedLinks
from ringback.base.kit import clock
from ringback.doors.allocation.entries.links import LASTS, entry_behind
from ringback.doors.allocation.entries.models import Entry

_links = SignedLinks("allocation answer")


def answer_url(entry: Entry) -> str:
    """The whole address of the page on which an applicant reads their answer."""
    return settings.PUBLIC_URL + reverse("apply:answer", args=[write(entry)])


def write(entry: Entry) -> str:
    """What stands in the address."""
    return _links.write(entry.pk, entry.token, clock.now() + LASTS)


def read(link: str) -> Entry:
    """The entry behind a link. Raises NotFoundError, alike for every kind of wrong link."""
    return entry_behind(_links, link)
