"""What regions forward to head office, and take back while nobody has chosen it (MISSION A5)."""

from collections.abc import Collection

from django.db import transaction

from ringback.base.accounts.services import Actor
from ringback.doors.allocation.campaigns.services import campaign_of
from ringback.doors.allocation.record import services as record
from ringback.doors.allocation.record.services import Doing
from ringback.doors.allocation.reviewing.models import RegionChoice
from ringback.doors.allocation.reviewing.rules.standing import Act
from ringback.doors.allocation.reviewing.services.finding import Done, sorted_out, within


def forward(actor: Actor, campaign_id: int, entry_ids: Collection[int]) -> Done:
    """Let head office see these. What is out of reach is left out; NotAllowedError without the right to review it."""
    with transaction.atomic():
        campaign = campaign_of(actor, campaign_id, locked=True)
        free, hindered = sorted_out(actor, Act.FORWARD, campaign, within(actor, campaign_id, entry_ids))
        RegionChoice.objects.bulk_create([RegionChoice(entry=one, by_id=actor.member_id) for one in free])
        record.write_many(
            campaign_id, actor, "region.forwarded", [Doing(one.pk, {"region": one.region_id}) for one in free]
        )
    return Done(len(free), hindered)


def take_back(actor: Actor, campaign_id: int, entry_ids: Collection[int]) -> Done:
    """Forward them no longer, as `forward`."""
    with transaction.atomic():
        campaign = campaign_of(actor, campaign_id, locked=True)
        free, hindered = sorted_out(actor, Act.TAKE_BACK, campaign, within(actor, campaign_id, entry_ids))
        RegionChoice.objects.filter(entry__in=free).delete()
        record.write_many(
            campaign_id, actor, "region.took_back", [Doing(one.pk, {"region": one.region_id}) for one in free]
        )
    return Done(len(free), hindered)
