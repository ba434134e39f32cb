"""Publishing: one instant for everybody, then their messages, some at a time: 7,000 people stall nothing.

The instant is one conditional change of the campaign. From then on pages say what was prepared, and a promise of the
house makes the messages. Each portion is one short transaction that notes how far it has got, and each message is
named after its answer besides: a crash in between makes none twice and forgets none.
"""

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit
from ringback.base.database.sealed import SealError
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.channels.messages.services import MissingFieldError, Writer
from ringback.core.promises.services import Policy, make_of_house
from ringback.doors.allocation.answers import rules
from ringback.doors.allocation.answers.models import Answer, Preparation
from ringback.doors.allocation.answers.services.preparing import PUBLISH, check_open, told_of, unseen
from ringback.doors.allocation.answers.services.writing import order_of
from ringback.doors.allocation.campaigns.models import Campaign
from ringback.doors.allocation.campaigns.services import campaign_of, published
from ringback.doors.allocation.record import services as record
from ringback.doors.allocation.record.services import Doing

KIND = "allocation.publishing"
PORTION = 100
_AGAIN = Policy({"failed": (10, 60, 600, 3600), "interrupted": (10, 60, 600)})
# Called in the transaction that makes an answer's message.
_on_given: list[Callable[[Answer], None]] = []
# Called in the transaction in which the last of a campaign's are made.
_on_all_given: list[Callable[[Campaign], None]] = []


def when_given(handler: Callable[[Answer], None]) -> None:
    """Let `handler` follow every answer that is given, in that transaction; registered once at start."""
    if handler not in _on_given:
        _on_given.append(handler)


def when_all_given(handler: Callable[[Campaign], None]) -> None:
    """Let `handler` follow once every answer of a campaign is given, in that transaction; registered once at start."""
    if handler not in _on_all_given:
        _on_all_given.append(handler)


def publish(actor: Actor, campaign_id: int, looked_at: str) -> Campaign:
    """Give everybody their answer from this instant on (MISSION A10). `looked_at`: the sum of what was looked at.

    Raises ConflictError where it was published already, was prepared or chosen otherwise since, or somebody would be
    refused whom no person has looked at (A9).
    """
    with transaction.atomic():
        campaign = campaign_of(actor, campaign_id, PUBLISH, locked=True)
        check_open(campaign)
        made = Preparation.objects.select_for_update().filter(campaign=campaign).first()
        if made is None:
            raise ConflictError(_("Prepare the answers first, and look at them."))
        if not campaign.agreement_text:
            raise ConflictError(_("There is no agreement to sign yet: write it under Set-up."))
        if looked_at != made.sum or rules.sum_of(told_of(campaign, made)) != made.sum:
            raise ConflictError(_("Something has changed since the answers were prepared. Prepare and look again."))
        if unseen(campaign_id):
            raise ConflictError(_("Somebody would be refused whom no person has looked at. Look first."))
        if not published(campaign_id, actor, clock.now()):
            raise ConflictError(_("The answers are published already."))
        made.state = Preparation.State.GIVING
        made.save(update_fields=["state"])
        go_on_later(campaign)
        record.write(campaign_id, actor, "answers.published", None, {"sum": made.sum})
        audit(actor, "campaign.answers_published", f"campaign {campaign_id}", sum=made.sum)
    campaign.refresh_from_db()
    return campaign


def go_on_later(campaign: Campaign) -> None:
    """Promise to go on with a campaign's messages; in the caller's transaction."""
    make_of_house(campaign.organisation_id, KIND, clock.now(), _AGAIN, content={"campaign": campaign.pk})


def resume() -> int:
    """Go on with what was given up on the way; how many campaigns."""
    with transaction.atomic():
        stuck = Preparation.objects.filter(state=Preparation.State.GIVING).select_related("campaign")
        for made in (found := list(stuck)):
            go_on_later(made.campaign)
    return len(found)


def give_some(campaign_id: int) -> bool:
    """Make the messages of the next answers; whether there are more."""
    with transaction.atomic():
        made = Preparation.objects.select_for_update(of=("self",)).filter(campaign_id=campaign_id).first()
        if made is None or made.state != Preparation.State.GIVING:
            return False
        campaign = Campaign.objects.get(pk=campaign_id)
        rows = Answer.objects.filter(campaign_id=campaign_id, pk__gt=made.reached_id)
        batch = list(rows.select_related("entry__region", "campaign").order_by("id")[:PORTION])
        writer = Writer(campaign.organisation_id)
        for answer in batch:
            _give(answer, made, writer)
        doings = [Doing(one.entry_id, {"kind": one.kind, "rank": one.rank}) for one in batch]
        record.write_many(campaign_id, None, "answer.given", doings)
        if batch:
            made.reached_id = batch[-1].pk
        if len(batch) < PORTION:
            made.state = Preparation.State.GIVEN
            for handler in _on_all_given:
                handler(campaign)
        made.save(update_fields=["reached_id", "state"])
    return made.state == Preparation.State.GIVING


def _give(answer: Answer, made: Preparation, writer: Writer) -> None:
    """Order the message; who cannot be written to (erased, or no key) has none and is shown on the desk."""
    at = answer.campaign.published_at
    assert at is not None
    try:
        answer.message = writer.send(order_of(answer, made, at))
    except (MissingFieldError, FieldError, SealError):
        answer.message = None
    answer.save(update_fields=["message"])
    for handler in _on_given:
        handler(answer)
