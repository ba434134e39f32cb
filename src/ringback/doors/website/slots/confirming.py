"""Confirming a chosen time, with the link to move it or call it off: as a text message, otherwise as a mail."""

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ringback.base.kit import phones
from ringback.base.kit.errors import FieldError
from ringback.base.kit.tongues import Tongue
from ringback.channels.messages import services as messages
from ringback.channels.messages.services import Kind, MessageOrder
from ringback.core.people import services as people
from ringback.doors.website.models import CallbackRequest
from ringback.doors.website.slots import links, rules, saying

if TYPE_CHECKING:
    from ringback.doors.website.services.snapshots import SiteFacts

BOOKED = Kind(
    "callback_booked",
    _("A callback at a chosen time"),
    required=("time", "link"),
    optional=("name",),
    links=frozenset({"link"}),
    channels=("mail", "sms"),
    samples={
        "name": "Mira Novak",
        "time": "Thursday, 26 November, 14:30 (CET)",
        "link": "https://desk.example/c/AAAAAAA5aR8Qd2hhdCBzdGFuZHMgaGVy",
    },
)
_MOBILE = frozenset({"mobile", "fixed_or_mobile"})

log = structlog.get_logger(__name__)


def confirm(site: "SiteFacts", request: CallbackRequest) -> None:
    """Confirm the time of `request`, in the caller's transaction; where neither way is open, the page alone says it."""
    if request.wished_at is None or (way := _way(request)) is None:
        return
    channel, address = way
    spoken = tongue_of(site, request)
    order = MessageOrder(
        request.organisation_id,
        channel,
        BOOKED.slug,
        address,
        person_id=request.person_id,
        language=spoken.language,
        values={"name": request.name, "time": spoken.moment(request.wished_at), "link": link_of(request)},
        expires_at=request.wished_at,
        key=f"booked {request.pk} {request.wished_at.isoformat()}",
    )
    try:
        messages.send(order)
    except FieldError as error:
        log.info("a chosen time is not confirmed", request=request.pk, field=error.field)


def link_of(request: CallbackRequest) -> str:
    """The address of the page on which a chosen time is moved or called off."""
    at = request.wished_at or request.created_at
    until = at + timedelta(days=rules.MOST_DAYS)
    return f"{settings.PUBLIC_URL}/c/{links.write(request.pk, request.token, until, settings.SECRET_KEY)}"


def tongue_of(site: "SiteFacts", request: CallbackRequest) -> Tongue:
    """Their language and clock; where they told none, the site's."""
    return saying.VOCABULARY.tongue(request.zone or site.zone, request.language, site.language)


def _way(request: CallbackRequest) -> tuple[str, str] | None:
    """The channel and address to confirm through, or None."""
    if messages.carries("sms") and phones.parse(request.phone, "ZZ").kind in _MOBILE:
        return "sms", request.phone
    emails = people.reach_of(request.organisation_id, request.person_id).emails
    return ("mail", emails[0]) if emails else None
