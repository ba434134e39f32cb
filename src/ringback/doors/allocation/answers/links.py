"""The link to an applicant's own answer: good for one entry, for a while, dead once they were erased."""

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from ringback.base.kit import clock
from ringback.base.kit.errors import NotFoundError
from ringback.doors.allocation.entries.models import Entry

LASTS = timedelta(days=5 * 365)


def answer_url(entry: Entry) -> str:
    """The whole address of the page on which an applicant reads their answer."""
    return settings.PUBLIC_URL + reverse("apply:answer", args=[write(entry)])


def write(entry: Entry) -> str:
    """What stands in the address."""
    until = int((clock.now() + LASTS).timestamp())
    return _signer(entry.token).sign(f"{entry.pk}.{until}")


def read(link: str) -> Entry:
    """The entry behind a link. Raises NotFoundError, alike for every kind of wrong link."""
    try:
        number, until, _signature = link.replace("~", ".").split(".")
        found = Entry.objects.select_related("campaign", "region").filter(pk=int(number[:18])).first()
        if found is not None and found.person_id is not None and int(until[:12]) > clock.now().timestamp():
            _signer(found.token).unsign(link)
            return found
    except (BadSignature, ValueError):
        pass
    raise NotFoundError("There is no such page.")


def _signer(token: str) -> Signer:
    return Signer(salt=f"allocation answer {token}", sep="~")
