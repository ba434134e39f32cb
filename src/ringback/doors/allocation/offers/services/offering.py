"""Making an offer, and letting the next on the list follow where one is not taken (MISSION A11).

A place passes on by one changed row: there are never more of them than the campaign has.
"""

from datetime import datetime

from django.db.models import QuerySet

from ringback.base.accounts.services import Actor, system_actor
from ringback.base.kit import clock
from ringback.core.promises import services as promises
from ringback.core.promises.services import Draft, Policy
from ringback.doors.allocation.answers.models import Answer
from ringback.doors.allocation.answers.rules import stands_until
from ringback.doors.allocation.answers.services.writing import DOOR, moment, send_to
from ringback.doors.allocation.campaigns.models import Campaign
from ringback.doors.allocation.entries.models import Entry, State
from ringback.doors.allocation.offers import rules
from ringback.doors.allocation.offers.models import Offer
from ringback.doors.allocation.offers.services.telling import notify
from ringback.doors.allocation.offers.wording import OFFERED
from ringback.doors.allocation.record import services as record
from ringback.doors.allocation.reviewing.models import Place

EXPIRES, REMINDS = "allocation.offer_expires", "allocation.offer_reminded"
HOUSE = "house"
AGAIN = Policy({"failed": (30, 300, 900, 6 * 3600)})


def follow_answer(answer: Answer) -> None:
    """An answer is given: whoever is told of a place has an offer. In the transaction that gives it."""
    if answer.kind == Answer.Kind.PLACE and answer.campaign.published_at is not None:
        _offer(answer.entry, answer.campaign, answer.campaign.published_at)


def pass_on(campaign_id: int, entry: Entry, actor: Actor | None = None) -> Offer | None:
    """The place of an entry, whose offer is over, goes to the next who waits; None where nobody does.

    In the caller's transaction; whoever passes on a place of the same campaign waits for its end.
    """
    campaign = Campaign.objects.select_for_update(of=("self",), no_key=True).get(pk=campaign_id)
    place = Place.objects.filter(entry=entry).first()
    following = _next(campaign)
    if place is None:
        return None
    if following is None:
        place.delete()
        record.write(campaign_id, actor, "place.freed", entry.pk, {"place": place.number})
        notify(campaign, entry, "allocation_freed")
        return None
    Place.objects.filter(pk=place.pk).update(entry=following, by_id=None, at=clock.now())
    record.write(campaign_id, actor, "place.passed_on", following.pk, {"place": place.number})
    notify(campaign, entry, "allocation_passed")
    return _offer_to_next(campaign, following)


def pass_on_unanswered(campaign: Campaign) -> None:
    """Places of whoever was erased between the choice and the publication go to the list, in the caller's transaction.

    Everybody else with a place has an offer by then.
    """
    for place in Place.objects.filter(campaign=campaign, entry__offer=None).select_related("entry"):
        pass_on(campaign.pk, place.entry)


def offer_free_places(campaign_id: int, actor: Actor | None = None) -> int:
    """Offer the places that nobody has to those who wait; how many. In the caller's transaction."""
    campaign = Campaign.objects.select_for_update(of=("self",), no_key=True).get(pk=campaign_id)
    taken = set(Place.objects.filter(campaign=campaign).values_list("number", flat=True))
    made = 0
    for number in (one for one in range(1, campaign.places + 1) if one not in taken):
        following = _next(campaign)
        if following is None:
            break
        Place.objects.create(campaign=campaign, number=number, of=campaign.places, entry=following)
        record.write(campaign_id, actor, "place.given", following.pk, {"place": number})
        _offer_to_next(campaign, following)
        made += 1
    return made


def waiting(campaign_id: int) -> "QuerySet[Answer]":
    """Who still waits for a place, in their order."""
    rows = Answer.objects.filter(campaign_id=campaign_id, kind=Answer.Kind.WAITING, entry__offer=None)
    return rows.filter(entry__state=State.SUBMITTED, entry__person__isnull=False).order_by("rank")


def _next(campaign: Campaign) -> Entry | None:
    if campaign.state != Campaign.State.PUBLISHED:
        return None
    answer = waiting(campaign.pk).select_related("entry__region").first()
    return answer.entry if answer else None


def _offer_to_next(campaign: Campaign, entry: Entry) -> Offer:
    made = _offer(entry, campaign, clock.now())
    until = {"until": moment(entry, made.expires_at)}
    made.message = send_to(entry, campaign, OFFERED.slug, f"allocation offer {made.pk}", until)
    made.save(update_fields=["message"])
    return made


def _offer(entry: Entry, campaign: Campaign, begins_at: datetime) -> Offer:
    until = stands_until(begins_at, campaign.offer_days)
    made = Offer.objects.create(campaign=campaign, entry=entry, made_at=begins_at, expires_at=until)
    _promise(made, EXPIRES, until)
    for at in rules.reminders(begins_at, until):
        _promise(made, REMINDS, at, until)
    record.write(campaign.pk, None, "offer.made", entry.pk, {"until": until.isoformat()})
    return made


def _promise(offer: Offer, kind: str, due_at: datetime, until: datetime | None = None) -> None:
    promises.make(
        Draft(
            organisation_id=offer.campaign.organisation_id,
            door=DOOR,
            kind=kind,
            channel=HOUSE,
            due_at=due_at,
            subject_id=offer.pk,
            policy=AGAIN,
            grace_seconds=600,
            expires_at=until,
            at_most_once=False,
            made_key=f"{kind} {offer.pk} {int(due_at.timestamp())}",
        )
    )


def unplan(offer: Offer, why: str) -> None:
    """Take back what was promised of an offer that is closed; in the caller's transaction."""
    house = system_actor(offer.campaign.organisation_id)
    promises.cancel_about(house, DOOR, (EXPIRES, REMINDS), offer.pk, why)
