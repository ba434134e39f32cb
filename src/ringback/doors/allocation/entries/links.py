"""The link to an applicant's own application, as it is mailed: good for one entry, for a while, dead once erased."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from ringback.base.edge.signed_links import SignedLinks
from ringback.base.kit import clock
from ringback.base.kit.errors import NotFoundError
from ringback.doors.allocation.entries.models import Entry

LASTS = timedelta(days=5 * 365)
_links = SignedLinks("allocation status")


def status_url(entry: Entry) -> str:
    """The whole address of the page on which an applicant sees how their application stands."""
    return settings.PUBLIC_URL + reverse("apply:status", args=[write(entry)])


def write(entry: Entry) -> str:
    """What stands in the address."""
    return _links.write(entry.pk, entry.token, clock.now() + LASTS)


def is_link(word: str) -> bool:
    """Whether this has a link's shape, and not that of a form's token."""
    return _links.number_in(word) is not None and "." in word


def read(link: str) -> Entry:
    """The entry behind a link. Raises NotFoundError, alike for every kind of wrong link."""
    return entry_behind(_links, link)


def entry_behind(links: SignedLinks, link: str) -> Entry:
    """The same of links for any use."""
    rows = Entry.objects.select_related("campaign", "region").filter(person__isnull=False)
    found = rows.filter(pk=links.number_in(link) or 0).first()
    if found is None or not links.is_good(link, found.token, clock.now()):
        raise NotFoundError("There is no such page.")
    return found
