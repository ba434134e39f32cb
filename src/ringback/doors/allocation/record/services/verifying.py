"""Whether a campaign's record still holds."""

import hmac
from collections.abc import Iterator
from dataclasses import replace

from django.conf import settings

from ringback.doors.allocation.campaigns.models import Campaign
from ringback.doors.allocation.record import rules
from ringback.doors.allocation.record.models import Deed, Head
from ringback.doors.allocation.record.rules import Link, Verdict
from ringback.doors.allocation.record.services.writing import link_of, seal_of


def verify(campaign_id: int) -> Verdict:
    """Walk the whole chain: every hash, every commitment that can still be opened, the end and its seal."""
    token = Campaign.objects.values_list("token", flat=True).get(id=campaign_id)
    head = Head.objects.filter(campaign_id=campaign_id).first()
    end = (head.number, head.hash) if head else (0, rules.beginning(token))
    verdict = rules.checked(token, deeds_of(campaign_id), end)
    if (
        verdict.ok
        and head
        and not any(hmac.compare_digest(seal_of(head, key), head.seal) for key in settings.SEAL_KEYS)
    ):
        return replace(verdict, ok=False, first_broken=head.number, why="seal")
    return verdict


def deeds_of(campaign_id: int) -> Iterator[tuple[Link, str, str]]:
    """Every deed in order, with its salt and facts where they are kept."""
    rows = Deed.objects.filter(campaign_id=campaign_id).select_related("salt").order_by("number")
    for deed in rows.iterator(chunk_size=2000):
        salt = getattr(deed, "salt", None)
        yield link_of(deed), salt.salt if salt else "", salt.facts if salt else ""
