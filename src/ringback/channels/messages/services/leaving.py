"""Leaving and coming back, by the link that came with a message."""

from django.db import transaction

from ringback.base.accounts.services import audit, system_actor
from ringback.channels.messages.opt_out_links import Leaving
from ringback.core.people import services as people


def leave(leaving: Leaving, why: str) -> None:
    """Send this address nothing more for this purpose on this channel; twice is once."""
    with transaction.atomic():
        people.opt_out(leaving.organisation_id, leaving.channel, leaving.address, leaving.purpose, why)
        audit(system_actor(leaving.organisation_id), "opt_out.given", leaving.purpose, channel=leaving.channel)


def come_back(leaving: Leaving) -> None:
    """Undo what the person's own link did; what a member or a complaint has closed stays closed."""
    with transaction.atomic():
        people.opt_out_undone(leaving.organisation_id, leaving.channel, leaving.address, leaving.purpose)
        audit(system_actor(leaving.organisation_id), "opt_out.undone", leaving.purpose, channel=leaving.channel)
