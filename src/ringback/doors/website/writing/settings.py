"""What a person says of the ways beside the call, checked and stored."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.base.kit.errors import FieldError
from ringback.channels.messages.services import checked_address
from ringback.doors.website import rules as website_rules
from ringback.doors.website.services import save_writing
from ringback.doors.website.writing.rules import MOST_HOURS

MOST_WORDS = 1000


def save(actor: Actor, site_id: int, given: Mapping[str, Any]) -> None:
    """Store it; `given` as Site.writing has it. Raises FieldError, NotFoundError, NotAllowedError."""
    hours = int(given["answer_hours"])
    if not 1 <= hours <= MOST_HOURS:
        raise FieldError("answer_hours", _("This number is out of range."), _("Give a number from 1 to 72."))
    save_writing(
        actor,
        site_id,
        {
            "active": bool(given["active"]),
            "answer_hours": hours,
            "email": _address(given["email"]),
            "offers": bool(given["offers"]),
            "offers_sms": bool(given["offers_sms"]),
            "message_text": website_rules.one_line(given["message_text"], MOST_WORDS),
            "offers_text": website_rules.one_line(given["offers_text"], MOST_WORDS),
        },
    )


def _address(given: str) -> str:
    if not given.strip():
        return ""
    try:
        return checked_address("mail", given)
    except FieldError as error:
        raise FieldError("email", error.problem, error.mend) from error
