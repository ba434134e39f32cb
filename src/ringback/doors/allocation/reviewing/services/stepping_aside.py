"""Stepping aside: the entry, and all one has said and decided about it, is out of one's reach (MISSION A12)."""

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.base.kit.errors import ConflictError
from ringback.base.kit.lines import paragraphs
from ringback.doors.allocation.campaigns.services import campaign_of
from ringback.doors.allocation.entries.services import entry_of
from ringback.doors.allocation.record import services as record
from ringback.doors.allocation.reviewing.models import Assignment, Opinion, Place, Recusal, RegionChoice
from ringback.doors.allocation.reviewing.rules.standing import Act
from ringback.doors.allocation.reviewing.services.choosing import free_places
from ringback.doors.allocation.reviewing.services.finding import checked
from ringback.doors.allocation.reviewing.services.opining import recount

LONGEST_WHY = 500


def recuse(actor: Actor, entry_id: int, why: str = "") -> None:
    """Step aside. One's opinion no longer counts; what one forwarded is no longer, and a place one gave is taken back,
    so that somebody without an interest decides anew. Raises ConflictError once the answers are out.
    """
    if actor.member_id is None:
        raise ConflictError(_("The system has no interests."))
    with transaction.atomic():
        found = entry_of(actor, entry_id)
        campaign = campaign_of(actor, found.campaign_id, locked=True)
        checked(actor, Act.RECUSE, campaign, found)
        mine = {"entry": found, "member_id": actor.member_id}
        Recusal.objects.create(**mine, why=paragraphs(why, LONGEST_WHY))
        Assignment.objects.filter(**mine).delete()
        record.write(campaign.pk, actor, "reviewer.stepped_aside", found.pk)
        if Opinion.objects.filter(**mine).delete()[0]:
            record.write(campaign.pk, actor, "opinion.withdrawn", found.pk)
            recount([found.pk])
        forwarded_by_me = RegionChoice.objects.filter(entry=found, by_id=actor.member_id)
        if Place.objects.filter(entry=found, by_id=actor.member_id).exists() or forwarded_by_me.exists():
            free_places(actor, campaign.pk, [found.pk], "")  # why they step aside is not for the record
        if forwarded_by_me.delete()[0]:
            record.write(campaign.pk, actor, "region.took_back", found.pk, {"region": found.region_id})
