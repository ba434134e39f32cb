"""Making the promises of an offer, and taking them back, a portion at a time: 50,000 people stall nothing.

A portion is one short transaction under a lock of the offer's row. Who is looked at next is written down in it, so
that a crash repeats nothing; each promise is named after its offer and person besides.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import system_actor
from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError
from ringback.channels.messages import transports
from ringback.channels.messages.kinds import purpose_on
from ringback.channels.messages.models import CampaignState, Message, OfferCampaign, State
from ringback.channels.messages.offers import audience, rules
from ringback.channels.messages.offers.audience import Fit, Wanted
from ringback.channels.messages.offers.rules import By, LeftOut
from ringback.channels.messages.offers.wording import Pen, words_of
from ringback.channels.messages.own_kinds import OFFER, OFFERS
from ringback.channels.messages.rendering import MissingFieldError, Rendered
from ringback.channels.messages.services.senders import House, house_of
from ringback.channels.messages.services.sending import MessageOrder, send_rendered
from ringback.core.people.services import Addressee
from ringback.core.promises.services import Policy, cancel_all, make_of_house

KIND = "messages.offering"
DOOR = "offers"
PORTION = 100
TAKEN_BACK = 500
_AGAIN = Policy({"failed": (10, 60, 600, 3600), "interrupted": (10, 60, 600)})


@dataclass(frozen=True, slots=True)
class _Letter:
    """One message, ready to be ordered."""

    person: Addressee
    channel: str
    address: str
    language: str
    rendered: Rendered


def plan(row: OfferCampaign) -> None:
    """Promise to go on with an offer; in the caller's transaction."""
    make_of_house(row.organisation_id, KIND, clock.now(), _AGAIN, content={"offer": row.pk})


def go_on(campaign_id: int) -> bool:
    """Do the next portion of what the offer's state asks for; whether there is more."""
    row = OfferCampaign.objects.filter(id=campaign_id).first()
    if row is not None and row.state == CampaignState.MAKING:
        return _make_some(row)
    if row is not None and row.state == CampaignState.STOPPING:
        return _take_some_back(row)
    return False


def _make_some(row: OfferCampaign) -> bool:
    """Look at the next persons and promise each who fits their message. What takes long is done before the lock."""
    wanted, by, after_id = Wanted.from_json(row.audience), By(row.way), row.reached_id
    batch = audience.portion(row.organisation_id, wanted, by, after_id, PORTION)
    house = house_of(row.organisation_id)
    fit, left_out = audience.sort(row.organisation_id, batch)
    letters = _written(row, house, fit, left_out)
    if not after_id:
        audience.add(left_out, {LeftOut.NOT_AGREED: audience.not_agreed(row.organisation_id, wanted, by)})
    with transaction.atomic():
        locked = OfferCampaign.objects.select_for_update(of=("self",)).get(id=row.pk)
        if locked.state != CampaignState.MAKING or locked.reached_id != after_id:
            return True
        for letter in letters:
            _order(locked, house, letter)
            locked.made += 1
        for reason, count in left_out.items():
            locked.left_out[reason] = locked.left_out.get(reason, 0) + count
        if batch.persons:
            locked.reached_id = batch.persons[-1].person_id
        if len(batch.persons) < PORTION:
            locked.state = CampaignState.SENDING
        locked.save(update_fields=["made", "left_out", "reached_id", "state"])
    return locked.state == CampaignState.MAKING


def _written(row: OfferCampaign, house: House, fit: list[Fit], left_out: dict[LeftOut, int]) -> list[_Letter]:
    """A letter to each; to whom none can be written or sent is counted among those `left_out`."""
    words = [words_of(one) for one in row.texts.all()]
    pen = Pen(row.organisation_id, house, words, framed=row.framed)
    letters = []
    for one, channel, address in fit:
        language = rules.language_for(one.language, pen.written, row.language)
        try:
            address = transports.of(channel).checked(address)
            rendered = pen.write(language, one.name, address, row.pk, channel)
            letters.append(_Letter(one, channel, address, language, rendered))
        except MissingFieldError:
            audience.add(left_out, {LeftOut.NOTHING_SAID: 1})
        except FieldError:
            audience.add(left_out, {LeftOut.NO_ADDRESS if channel == "mail" else LeftOut.NO_NUMBER: 1})
    return letters


def _order(row: OfferCampaign, house: House, letter: _Letter) -> None:
    begins_at = max(row.starts_at or row.sent_at or row.created_at, row.sent_at or row.created_at)
    order = MessageOrder(
        organisation_id=row.organisation_id,
        channel=letter.channel,
        kind=OFFER.slug,
        to_address=letter.address,
        person_id=letter.person.person_id,
        campaign_id=row.pk,
        language=letter.language,
        purpose=purpose_on(OFFERS, letter.channel),
        at_most_once=True,
        within_hours=letter.channel == "sms",
        due_at=rules.due_at(begins_at, row.made, row.rate_hour),
        key=f"offer:{row.pk}:{letter.person.person_id}",
        door=DOOR,
    )
    send_rendered(order, letter.rendered, house)


def _take_some_back(row: OfferCampaign) -> bool:
    """Cancel some of what is still pending, each as its promise was read; what is under way finds the offer stopped."""
    pending = Message.objects.filter(campaign=row, state=State.WAITING, promise__state="pending")
    found = dict(pending.order_by("id").values_list("promise_id", "promise__generation")[:TAKEN_BACK])
    if found:
        cancel_all(system_actor(row.organisation_id), found, _("The offer was stopped."), generations=found)
        return True
    rows = OfferCampaign.objects.filter(id=row.pk, state=CampaignState.STOPPING)
    rows.update(state=CampaignState.STOPPED)
    return False
