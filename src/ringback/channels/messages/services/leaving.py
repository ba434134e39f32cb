"""Leaving and coming back: by the link that came with a message, or by a word in a text message."""

from django.db import transaction
from django.db.models import QuerySet

from ringback.base.accounts.services import audit, system_actor
from ringback.base.kit import clock
from ringback.channels.messages.kinds import SERVICE
from ringback.channels.messages.models import Message
from ringback.channels.messages.opt_out_links import Leaving
from ringback.core.people import services as people


def leave(leaving: Leaving, why: str) -> None:
    """Send this address nothing more for this purpose on this channel; twice is once."""
    with transaction.atomic():
        people.opt_out(leaving.organisation_id, leaving.channel, leaving.address, leaving.purpose, why)
        _of_offer(leaving).filter(left_at=None).update(left_at=clock.now())
        audit(system_actor(leaving.organisation_id), "opt_out.given", leaving.purpose, channel=leaving.channel)


def come_back(leaving: Leaving) -> bool:
    """Undo what the person's own link or word did; what a member or a complaint has closed stays closed.

    False where there was nothing to undo.
    """
    with transaction.atomic():
        if not people.opt_out_undone(leaving.organisation_id, leaving.channel, leaving.address, leaving.purpose):
            return False
        _of_offer(leaving).update(left_at=None)
        audit(system_actor(leaving.organisation_id), "opt_out.undone", leaving.purpose, channel=leaving.channel)
        return True


def _of_offer(leaving: Leaving) -> QuerySet[Message]:
    """What the address got of the offer that the link came with: who left by it is counted there (MISSION W23)."""
    mine = Message.objects.filter(organisation_id=leaving.organisation_id, to_address=leaving.address)
    return mine.exclude(purpose=SERVICE).filter(campaign_id=leaving.campaign_id or None, campaign__isnull=False)
