"""Text messages that came in: they stand beside mail, and whoever writes "stop" gets nothing optional any more."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_noop

from ringback.base.accounts.services import place_of
from ringback.base.database import blind, doorbell
from ringback.base.kit import clock, phones
from ringback.base.kit.errors import FieldError
from ringback.channels.messages import kinds
from ringback.channels.messages.inbox import telling
from ringback.channels.messages.models import InboundMessage, MailKind, Matched, Message
from ringback.channels.messages.opt_out_links import Leaving
from ringback.channels.messages.services import leaving
from ringback.channels.messages.texted.forms import Incoming
from ringback.channels.messages.texted.stop_words import Wish
from ringback.core.people import services as people
from ringback.core.promises import services as promises

USE = "text message as it arrived"
# What was written so long ago is hardly what somebody answers.
_RECENT = timedelta(days=7)
STOPPED = gettext_noop("They want no offers by text message any more: that is noted, and nothing is left to do.")
UNCLEAR = gettext_noop("This word ends offers by text message, and that is noted. They may have meant something else.")
STARTED = gettext_noop("They want offers by text message again, as far as they had agreed to them before.")
MEDIA = gettext_noop("Pictures came with it. They were not fetched: look at the gateway.")


def take_in(organisation_id: int, incoming: Incoming) -> InboundMessage | None:
    """Write it down once, do as it asks, and tell whom it concerns. None: taken in before."""
    with transaction.atomic():
        prints = blind.digests(f"{organisation_id}:{incoming.gateway}:{incoming.name}", USE)
        if InboundMessage.objects.filter(fingerprint__in=prints).exists():
            return None
        phone = _number(organisation_id, incoming.sender)
        inbound = _row(organisation_id, incoming, phone, prints[0])
        notes = [MEDIA] if incoming.media else []
        if phone:
            notes += _obey(inbound, incoming.wish)
        _settle(inbound, notes)
        doorbell.ring("desk", organisation=organisation_id, what="today")
        return inbound


def _row(organisation_id: int, incoming: Incoming, phone: str, fingerprint: str) -> InboundMessage:
    now = clock.now()
    person_id = people.person_with_phone(organisation_id, phone) if phone else None
    return InboundMessage.objects.create(
        organisation_id=organisation_id,
        person_id=person_id,
        message=_last_to(organisation_id, person_id, phone),
        kind=MailKind.TEXT,
        matched=Matched.NUMBER if person_id is not None else Matched.NOBODY,
        from_phone=phone,
        from_name="" if phone else incoming.sender,
        text=incoming.text,
        fingerprint=fingerprint,
        written_at=now,
        arrived_at=now,
    )


def _settle(inbound: InboundMessage, notes: list[str]) -> None:
    """Done where its one word was all it said; else it waits for somebody, who is told."""
    inbound.notes = notes
    if STOPPED in notes or STARTED in notes:
        inbound.done_at = inbound.arrived_at
    inbound.save(update_fields=["notes", "done_at"])
    if inbound.done_at is None:
        if inbound.person_id is not None:
            evidence = {"text": inbound.public_id, "matched": str(inbound.matched)}
            promises.they_reached_us(inbound.organisation_id, inbound.person_id, "sms", evidence, at=inbound.arrived_at)
        telling.tell(inbound, "text_came_in")


def _obey(inbound: InboundMessage, wish: Wish) -> list[str]:
    """Do what the one word says; what is to be noted of it.

    "Start" gives nothing that was never agreed to: it lifts what a link or a stop word has closed, and consents are
    asked for as ever. Where it lifts nothing, somebody has to look.
    """
    everything = [_leaving(inbound, purpose) for purpose in _optional()]
    if wish == Wish.START:
        undone = [one for one in everything if leaving.come_back(one)]
        return [STARTED] if undone else []
    if wish in (Wish.STOP, Wish.UNCLEAR):
        for one in everything:
            leaving.leave(one, "stop word in a text message")
        return [STOPPED if wish == Wish.STOP else UNCLEAR]
    return []


def _optional() -> list[str]:
    """Every purpose of text messages that nobody needs."""
    wanted = {kinds.purpose_on(kind.purpose, "sms") for kind in kinds.every() if "sms" in kind.channels}
    return sorted(wanted - {kinds.SERVICE})


def _leaving(inbound: InboundMessage, purpose: str) -> Leaving:
    """As if by the link of the offer they got last."""
    return Leaving(
        inbound.organisation_id, "sms", purpose, "", inbound.from_phone, _last_campaign(inbound.person_id, purpose)
    )


def _last_campaign(person_id: int | None, purpose: str) -> int:
    if person_id is None:
        return 0
    got = Message.objects.filter(person_id=person_id, channel="sms", purpose=purpose).order_by("-created_at")
    return got.values_list("campaign_id", flat=True).first() or 0


def _last_to(organisation_id: int, person_id: int | None, phone: str) -> Message | None:
    """The text message that went to the number last, if lately: it may be what this one answers."""
    if person_id is None:
        return None
    mine = Message.objects.filter(organisation_id=organisation_id, person_id=person_id, channel="sms")
    lately = mine.filter(to_address=phone, created_at__gt=clock.now() - _RECENT)
    return lately.order_by("-created_at").first()


def _number(organisation_id: int, sender: str) -> str:
    """The sender in E.164, "" for a name or short code. Many networks leave the + out."""
    country = place_of(organisation_id)[1] or "ZZ"
    digits = sender.removeprefix("+").removeprefix("00")
    for raw, where in ((f"+{digits}", "ZZ"), (sender, country)) if digits.isdecimal() else ():
        try:
            return phones.parse(raw, where).e164
        except FieldError:
            continue
    return ""
