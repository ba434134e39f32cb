"""Candidates hear what comes next when they move on, without asking (MISSION H14)."""

from datetime import timedelta

import structlog
from django.utils.translation import gettext_lazy as _

from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError
from ringback.channels.messages.services import Kind, MessageOrder, send
from ringback.doors.hiring.candidates.models import State
from ringback.doors.hiring.candidates.services import Moved, contact_of
from ringback.doors.hiring.goodbye import saying
from ringback.doors.hiring.goodbye.links import status_url
from ringback.doors.hiring.goodbye.services import manners_of

# A move by mistake can be mended before anybody hears of it.
AFTER = timedelta(minutes=10)
NEXT_STEP = Kind(
    "hiring_next_step",
    _("The next step of an application"),
    required=("post", "step", "link"),
    optional=("name",),
    links=frozenset({"link"}),
    samples={
        "name": "Mira Novak",
        "post": "Bookkeeper",
        "step": "We would like to talk with you by phone.",
        "link": "https://desk.example/jobs/answer/17.1790000000~c2lnbmVk/",
    },
)

log = structlog.get_logger(__name__)


def moved(what: Moved) -> None:
    """Promise the candidate the news, in the moving transaction, where the opening does so and they have an address."""
    application, step = what.application, what.move
    contact = contact_of(application)
    onward = application.state == State.ACTIVE and step.from_stage_id not in (None, step.to_stage_id)
    if not onward or not contact.email or not manners_of(application.opening_id).next_steps:
        return
    values = {
        "name": contact.name,
        "post": application.opening.title,
        "step": saying.tongue_of(application).words[f"step_{application.stage.kind}"],
        "link": status_url(application),
    }
    order = MessageOrder(
        application.organisation_id,
        "mail",
        NEXT_STEP.slug,
        contact.email,
        person_id=application.person_id,
        language=contact.language,
        values=values,
        due_at=clock.now() + AFTER,
        key=f"step {step.pk}",
        door="hiring",
    )
    try:
        send(order)
    except FieldError as error:
        log.info("a next step is not told", application=application.pk, field=error.field)
