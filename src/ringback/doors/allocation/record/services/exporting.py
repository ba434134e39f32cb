"""A campaign's record as a file that anybody can check without this house."""

import json
from dataclasses import asdict

from ringback.base.accounts.services import Actor, audit
from ringback.base.database.sealed import opened
from ringback.doors.allocation.campaigns.services import campaign_of
from ringback.doors.allocation.record import rules
from ringback.doors.allocation.record.models import Head
from ringback.doors.allocation.record.services.verifying import deeds_of

HOW = (
    "Each line after this one is a deed. hash = SHA-256 of the JSON list [number, at, who, what, entry, commitment, "
    "previous], without spaces, in UTF-8; previous is the hash of the deed before, of the first one SHA-256 of "
    '["ringback record", campaign]. commitment = SHA-256 of [salt, facts], where these were not erased. '
    "The last deed has the number and hash given here. `ringback verify-record FILE` does all of it."
)


def export(actor: Actor, campaign_id: int) -> bytes:
    """The whole record as JSON lines, the first of which says how to check the others. Noted in the audit log.

    Raises NotFoundError, NotAllowedError: the record is for who edits the campaign or publishes its answers.
    """
    campaign = campaign_of(actor, campaign_id, "allocation.publish")
    head = Head.objects.filter(campaign_id=campaign_id).first()
    first = {
        "record": "ringback 1",
        "campaign": campaign.token,
        "title": campaign.title,
        "deeds": head.number if head else 0,
        "last": head.hash if head else rules.beginning(campaign.token),
        "how": HOW,
    }
    lines = [first]
    for link, salt, facts in deeds_of(campaign_id):
        lines.append(asdict(link) | ({"salt": salt, "facts": opened(facts)} if salt else {}))
    audit(actor, "record.exported", f"campaign {campaign_id}", deeds=first["deeds"])
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lines).encode()
