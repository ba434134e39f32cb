"""The link to a candidate's own page: good for one application, for a while, dead once they were erased."""

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from ringback.base.kit import clock
from ringback.base.kit.errors import NotFoundError
from ringback.doors.hiring.candidates.models import Application

LASTS = timedelta(days=365)


def status_url(application: Application) -> str:
    """The whole address of the page on which the candidate sees when their answer is due."""
    return settings.PUBLIC_URL + reverse("jobs:status", args=[write(application)])


def write(application: Application) -> str:
    """What stands in the address."""
    until = int((clock.now() + LASTS).timestamp())
    return _signer(application.token).sign(f"{application.pk}.{until}")


def read(link: str) -> Application:
    """The application behind a link. Raises NotFoundError, alike for every kind of wrong link."""
    try:
        number, until, _signature = link.replace("~", ".").split(".")
        found = Application.objects.select_related("opening", "stage").filter(pk=int(number[:18])).first()
        if found is not None and found.person_id is not None and int(until[:12]) > clock.now().timestamp():
            _signer(found.token).unsign(link)
            return found
    except (BadSignature, ValueError):
        pass
    raise NotFoundError("There is no such page.")


def _signer(token: str) -> Signer:
    return Signer(salt=f"hiring status {token}", sep="~")
