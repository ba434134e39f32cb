"""Preparing everybody's answer, and looking at it before anything is done (MISSION A10)."""

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.base.kit.lines import paragraphs
from ringback.channels.messages.services import Writer, Written
from ringback.doors.allocation.answers import rules
from ringback.doors.allocation.answers.models import Answer, Preparation
from ringback.doors.allocation.answers.rules import Standing, Told
from ringback.doors.allocation.answers.services.writing import order_of
from ringback.doors.allocation.answers.wording import SAMPLES
from ringback.doors.allocation.campaigns.models import Campaign
from ringback.doors.allocation.campaigns.services import campaign_of
from ringback.doors.allocation.entries.services import on_lists, submitted
from ringback.doors.allocation.record import services as record
from ringback.doors.allocation.reviewing.services import nobody_looked_at

MOST_NOTE = 1500
PUBLISH = "allocation.publish"


@dataclass(frozen=True, slots=True)
class Plan:
    """How answers are to be made: how many wait at most (None: all that were forwarded), and what is added by kind."""

    waiting_most: int | None = None
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sample:
    """What somebody of that kind and language would read, under a made-up name: whose it is may be out of reach."""

    kind: str
    language: str
    written: Written
    count: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """All answers, before they go out. `unseen`: so many would be refused whom no person has looked at (A9)."""

    preparation: Preparation
    samples: Sequence[Sample]
    unseen: int
    stale: bool

    @property
    def ready(self) -> bool:
        """Whether they may be published as they are."""
        return not self.unseen and not self.stale


def prepare(actor: Actor, campaign_id: int, plan: Plan) -> Preparation:
    """Make everybody's answer anew; nothing goes out. Raises ConflictError once published, or before all is closed."""
    if plan.waiting_most is not None and plan.waiting_most < 0:
        raise FieldError("waiting_most", _("This is no number of people."), _("Leave it empty for all of them."))
    with transaction.atomic():
        campaign = campaign_of(actor, campaign_id, PUBLISH, locked=True)
        check_open(campaign)
        made = Preparation.objects.filter(campaign=campaign).first() or Preparation(campaign=campaign)
        made.lot = made.lot or secrets.token_hex(16)
        made.waiting_most, made.by_id, made.prepared_at = plan.waiting_most, actor.member_id, clock.now()
        made.notes = {kind: paragraphs(plan.notes.get(kind), MOST_NOTE) for kind in Answer.Kind.values}
        answers = told_of(campaign, made)
        made.sum = rules.sum_of(answers)
        made.save()
        Answer.objects.filter(campaign=campaign).delete()
        rows = (Answer(campaign=campaign, entry_id=one.entry_id, kind=one.kind, rank=one.rank) for one in answers)
        Answer.objects.bulk_create(rows, batch_size=500)
        record.write(campaign.pk, actor, "answers.prepared", None, {"sum": made.sum, "lot": made.lot})
        audit(actor, "campaign.answers_prepared", f"campaign {campaign_id}", answers=len(answers))
    return made


def preview(actor: Actor, campaign_id: int) -> Prepared | None:
    """What would go out, None before it was prepared; before the publication. A message of each kind and language is
    written out.
    """
    campaign = campaign_of(actor, campaign_id, PUBLISH)
    made = Preparation.objects.filter(campaign=campaign).first()
    if made is None:
        return None
    groups = Counter(Answer.objects.filter(campaign=campaign).values_list("kind", "entry__language"))
    writer = Writer(campaign.organisation_id)
    order = {kind: number for number, kind in enumerate(Answer.Kind.values)}
    samples = [
        _sample(writer, campaign, made, kind, language, count)
        for (kind, language), count in sorted(groups.items(), key=lambda pair: (order[pair[0][0]], -pair[1]))
    ]
    stale = rules.sum_of(told_of(campaign, made)) != made.sum
    return Prepared(made, samples, unseen(campaign_id), stale)


def unseen(campaign_id: int) -> int:
    """How many would be told "no" though nobody has looked at them: regions forwarded them not, and opined not."""
    return nobody_looked_at(campaign_id).filter(region_choice__isnull=True).count()


def check_open(campaign: Campaign) -> None:
    """Raise ConflictError where answers cannot be prepared (any more)."""
    if campaign.published_at is not None:
        raise ConflictError(_("The answers are published: nothing of them changes any more."))
    if campaign.state != Campaign.State.CLOSED:
        raise ConflictError(_("Answers are prepared once every region has closed."))


def told_of(campaign: Campaign, made: Preparation) -> list[Told]:
    """Everybody's answer as things stand now; one query, or two where earlier customers come first."""
    columns = ("id", "token", "score", "place__id", "region_choice__id")
    listed = on_lists(campaign.pk) if campaign.prefer_history else frozenset()
    found = [
        Standing(key, token, score, place is not None, choice is not None, key in listed)
        for key, token, score, place, choice in submitted(campaign.pk).values_list(*columns)
    ]
    return rules.told(found, made.lot, made.waiting_most, prefer_history=campaign.prefer_history)


def _sample(writer: Writer, campaign: Campaign, made: Preparation, kind: str, language: str, count: int) -> Sample:
    rows = Answer.objects.filter(campaign=campaign, kind=kind, entry__language=language)
    answer = rows.select_related("entry__region").order_by("rank", "id").first()
    assert answer is not None
    answer.campaign = campaign
    order = order_of(answer, made, clock.now())
    # Neither whose it is, nor the link by which only they may accept and sign.
    values = {**order.values, "name": SAMPLES["name"], "link": SAMPLES["link"]}
    return Sample(kind, language, writer.preview(replace(order, values=values)), count)
