"""What the desk shows of offers to many. Read-only, within the reader's grants."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, require
from ringback.base.kit import clock
from ringback.base.kit.errors import NotFoundError
from ringback.channels.messages.models import Message, OfferCampaign, OfferText, State
from ringback.channels.messages.offers import audience, rules
from ringback.channels.messages.offers.audience import Audience, Wanted
from ringback.channels.messages.offers.rules import By, LeftOut, Standing
from ringback.channels.messages.offers.services import RIGHT, OfferValues
from ringback.channels.messages.offers.wording import words_of

PAGE = 30


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of an offer's messages. `left` of those who got it left by the link that came with it."""

    waiting: int = 0
    sent: int = 0
    doubt: int = 0
    failed: int = 0
    bounced: int = 0
    withheld: int = 0
    cancelled: int = 0
    left: int = 0

    @property
    def ended(self) -> int:
        return self.sent + self.doubt + self.failed + self.bounced + self.withheld + self.cancelled


def is_moving(standing: Standing) -> bool:
    """Whether an offer's figures still change by themselves; what comes back later is seen at the next look."""
    return standing not in (Standing.DRAFT, Standing.SENT, Standing.STOPPED)


@dataclass(frozen=True, slots=True)
class OfferRow:
    """One offer in the list."""

    offer_id: str
    subject: str
    standing: Standing
    at: datetime
    counts: Counts
    made: int


@dataclass(frozen=True, slots=True)
class OfferRows:
    """A page of offers, newest first; `after` asks for the next one and is empty on the last."""

    rows: list[OfferRow]
    after: str

    @property
    def moving(self) -> bool:
        """Whether any figure still changes by itself."""
        return any(is_moving(row.standing) for row in self.rows)


@dataclass(frozen=True, slots=True)
class OfferPage:
    """One offer: what it says and to whom, how it stands, and what became of it.

    `last_due_at` is when the last that still waits is due.
    """

    row: OfferCampaign
    texts: list[OfferText]
    standing: Standing
    counts: Counts
    left_out: Mapping[LeftOut, int]
    last_due_at: datetime | None

    @property
    def subject(self) -> str:
        return next((one.title for one in self.texts if one.language == self.row.language), "")

    @property
    def share(self) -> int:
        """How much of it is over, in percent."""
        whole = max(self.row.expected, self.row.made)
        return min(100, 100 * self.counts.ended // whole) if whole else 0

    @property
    def moving(self) -> bool:
        """Whether its figures still change by themselves."""
        return is_moving(self.standing)


def offers(actor: Actor, after: str = "", size: int = PAGE) -> OfferRows:
    """The organisation's offers with what became of them. Four queries."""
    require(actor, RIGHT)
    rows = OfferCampaign.objects.filter(organisation_id=actor.organisation_id).order_by("-id")
    if after.isdecimal():
        rows = rows.filter(id__lt=int(after[:18]))
    found = list(rows[: size + 1])
    more, found = len(found) > size, found[:size]
    texts = {(one.campaign_id, one.language): one.title for one in OfferText.objects.filter(campaign__in=found)}
    counts = _counts([one.pk for one in found])
    listed = [
        OfferRow(
            offer_id=one.public_id,
            subject=texts.get((one.pk, one.language), ""),
            standing=_standing(one, counts[one.pk]),
            at=one.sent_at or one.created_at,
            counts=counts[one.pk],
            made=one.made,
        )
        for one in found
    ]
    return OfferRows(listed, str(found[-1].pk) if more else "")


def offer(actor: Actor, offer_id: str) -> OfferPage:
    """One offer. Raises NotFoundError."""
    require(actor, RIGHT)
    rows = OfferCampaign.objects.filter(organisation_id=actor.organisation_id, public_id=offer_id)
    row = rows.select_related("sent_by__user", "created_by__user").first()
    if row is None:
        raise NotFoundError(_("There is no such offer."))
    counts = _counts([row.pk])[row.pk]
    waiting = Message.objects.filter(campaign=row, state=State.WAITING)
    return OfferPage(
        row=row,
        texts=list(row.texts.order_by("language")),
        standing=_standing(row, counts),
        counts=counts,
        left_out={LeftOut(reason): count for reason, count in row.left_out.items() if count},
        last_due_at=waiting.aggregate(at=Max("promise__due_at"))["at"] if counts.waiting and row.rate_hour else None,
    )


def values_of(page: OfferPage) -> OfferValues:
    """What was said of an offer, as it is said again."""
    row = page.row
    return OfferValues(
        language=row.language,
        words=[words_of(one) for one in page.texts],
        framed=row.framed,
        wanted=Wanted.from_json(row.audience),
        starts_at=row.starts_at,
        rate_hour=row.rate_hour,
        by=By(row.way),
    )


def audience_of(actor: Actor, wanted: Wanted, by: By = By.MAIL) -> Audience:
    """Who would get an offer that is for `wanted`, counted now."""
    require(actor, RIGHT)
    return audience.counted(actor.organisation_id, wanted, by)


def _standing(row: OfferCampaign, counts: Counts) -> Standing:
    return rules.standing(row.state, counts.waiting, row.starts_at, clock.now())


def _counts(campaign_ids: list[int]) -> dict[int, Counts]:
    """What became of the messages of each: two queries, each answered by an index alone."""
    mine = Message.objects.filter(campaign_id__in=campaign_ids).order_by()
    found: dict[int, dict[str, int]] = {campaign_id: {} for campaign_id in campaign_ids}
    for campaign_id, state, count in mine.values_list("campaign_id", "state").annotate(count=Count("id")):
        found[campaign_id or 0][state] = count
    left = mine.filter(left_at__isnull=False).values_list("campaign_id").annotate(count=Count("id"))
    for campaign_id, count in left:
        found[campaign_id or 0]["left"] = count
    return {campaign_id: Counts(**counts) for campaign_id, counts in found.items()}


def lasts(page: OfferPage, count: int) -> timedelta:
    """From the first of so many messages to the last, at the rate that was chosen."""
    return rules.lasts(count, page.row.rate_hour)
