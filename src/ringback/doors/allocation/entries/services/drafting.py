"""Drafts: what somebody has filled in so far, kept under their form's token until they send it (MISSION A1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from django.db import transaction

from ringback.base.kit.errors import NotFoundError
from ringback.doors.allocation.campaigns.rules import CampaignFacts
from ringback.doors.allocation.entries.keys import key_of
from ringback.doors.allocation.entries.models import Draft, Entry, EntryFile, Repeat
from ringback.doors.allocation.entries.saying import language_of
from ringback.doors.allocation.entries.submissions import Said


@dataclass(frozen=True, slots=True)
class Unsent:
    """A form as it stands: whose, and what is in it."""

    campaign: CampaignFacts
    said: Said


def save_draft(campaign: CampaignFacts, said: Said) -> None:
    """Keep a form as it is, right or wrong. One that was submitted already stays as it was sent."""
    save_drafts([Unsent(campaign, said)])


def save_drafts(batch: Sequence[Unsent]) -> None:
    """Keep many, in two statements; of the same form the last one. All or none; may be called again with them."""
    newest = {one.said.token: one for one in batch}
    with transaction.atomic():
        entries = Entry.objects.filter(token__in=newest).values_list("token", flat=True)
        sent = set(entries.union(Repeat.objects.filter(token__in=newest).values_list("token", flat=True), all=True))
        others = Draft.objects.filter(token__in=newest).values_list("token", "campaign_id")
        sent |= {token for token, campaign_id in others if newest[token].campaign.id != campaign_id}
        Draft.objects.bulk_create(
            (_draft(one) for token, one in newest.items() if token not in sent),
            update_conflicts=True,
            unique_fields=["token"],
            update_fields=["key", "language", "content", "saved_at"],
        )


def draft_of(campaign: CampaignFacts, token: str) -> Draft:
    """A form that is not sent yet. Raises NotFoundError."""
    found = Draft.objects.filter(campaign_id=campaign.id, token=token).first()
    if found is None:
        raise NotFoundError("There is no such draft.")
    return found


def content_of(draft: Draft) -> Mapping[str, Any]:
    """What is in a draft, by the fields of a form: "country", "name", "email", "phone", "answers", "options"."""
    content: dict[str, Any] = msgspec.json.decode(draft.content) if draft.content else {}
    return content


def files_of(campaign: CampaignFacts, token: str) -> dict[str, str]:
    """The names of a draft's files, by their questions' keys."""
    rows = EntryFile.objects.filter(draft__campaign_id=campaign.id, draft__token=token)
    return dict(rows.values_list("question", "name"))


def _draft(one: Unsent) -> Draft:
    said, email = one.said, one.said.email.strip().lower()
    content = {
        "country": said.country,
        "name": said.name,
        "email": said.email,
        "phone": said.phone,
        "answers": dict(said.answers),
        "options": list(said.options),
    }
    return Draft(
        organisation_id=one.campaign.organisation_id,
        campaign_id=one.campaign.id,
        token=said.token,
        key=key_of(one.campaign.organisation_id, email) if email else "",
        language=language_of(said.language, one.campaign.language),
        content=msgspec.json.encode(content).decode(),
        saved_at=said.arrived_at,
    )
