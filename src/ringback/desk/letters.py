"""An e-mail that a member writes to somebody who waits."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, require
from ringback.base.kit.errors import FieldError
from ringback.channels.messages import services as messages
from ringback.core.people import services as people

if TYPE_CHECKING:
    from ringback.channels.messages.models import Message


def may_write(actor: Actor, person_id: int | None) -> bool:
    """Whether the actor may, and where to is known."""
    return actor.may("messages.act") and bool(people.reach_of(actor.organisation_id, person_id).emails)


def write(actor: Actor, person_id: int | None, subject: str, body: str) -> "Message":
    """Send it, at most once. Raises NotAllowedError, FieldError where no address is known."""
    require(actor, "messages.act")
    reach = people.reach_of(actor.organisation_id, person_id)
    if not reach.emails:
        raise FieldError("write", _("No e-mail address of this person is known."), _("Add one on their page."))
    return messages.send(
        messages.MessageOrder(
            organisation_id=actor.organisation_id,
            channel="mail",
            kind="letter",
            to_address=reach.emails[0],
            person_id=person_id,
            language=reach.language,
            values={"name": reach.name, "subject": subject, "body": body},
            at_most_once=True,
        )
    )
