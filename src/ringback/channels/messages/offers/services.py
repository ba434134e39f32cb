"""What people do with an offer to many: write it, try it, send it, stop it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, email_of, require
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError, NotFoundError
from ringback.channels.messages.kinds import SERVICE
from ringback.channels.messages.models import CampaignState, Message, OfferCampaign, OfferText
from ringback.channels.messages.narrowing import narrowings
from ringback.channels.messages.offers import audience, wording
from ringback.channels.messages.offers.audience import Wanted
from ringback.channels.messages.offers.making import plan
from ringback.channels.messages.offers.rules import MOST_RATE_HOUR, By
from ringback.channels.messages.offers.wording import OfferWords, Pen
from ringback.channels.messages.own_kinds import OFFER
from ringback.channels.messages.rendering import Rendered
from ringback.channels.messages.services.senders import house_of
from ringback.channels.messages.services.sending import MessageOrder, send_rendered
from ringback.channels.messages.services.ways import carries

RIGHT = "offers.send"


@dataclass(frozen=True, slots=True)
class OfferValues:
    """Everything a person says of an offer. `words`: a text a language, that in `language` among them.

    `by`: the channels it goes out by. `starts_at` None: at once. `rate_hour` 0: as fast as they are taken.
    """

    language: str
    words: Sequence[OfferWords]
    framed: bool
    wanted: Wanted
    starts_at: datetime | None
    rate_hour: int
    by: By = By.MAIL


def save(actor: Actor, values: OfferValues, offer_id: str | None = None) -> OfferCampaign:
    """Write a draft down, a new one or over the one that `offer_id` names; gives it back.

    Raises FieldError naming "subject_de" and the like, NotFoundError, ConflictError for one that was sent.
    """
    require(actor, RIGHT)
    words = _checked(actor, values)
    with transaction.atomic():
        row = _draft(actor, offer_id) if offer_id else OfferCampaign(organisation_id=actor.organisation_id)
        row.created_by_id = row.created_by_id or actor.member_id
        row.language, row.framed, row.audience = values.language, values.framed, values.wanted.to_json()
        row.starts_at, row.rate_hour, row.way = values.starts_at, values.rate_hour, values.by
        row.save()
        row.texts.all().delete()
        OfferText.objects.bulk_create(OfferText(campaign=row, **asdict(one)) for one in words)
    return row


def preview(actor: Actor, values: OfferValues, language: str, name: str = "") -> dict[str, Rendered]:
    """The offer as somebody of that name gets it, by channel. Raises FieldError as saving it would."""
    require(actor, RIGHT)
    pen = Pen(actor.organisation_id, house_of(actor.organisation_id), _checked(actor, values), framed=values.framed)
    language = language if language in pen.written else values.language
    name = name or OFFER.samples["name"]
    return {channel: pen.write(language, name, "", 0, channel) for channel in values.by.channels}


def send_test(actor: Actor, values: OfferValues, language: str) -> Message:
    """Send the offer to the actor's own address, by mail whatever it goes by, whether or not it is saved."""
    seen = preview(actor, values, language, actor.name)
    rendered = seen.get("mail") or seen["sms"]
    order = MessageOrder(
        organisation_id=actor.organisation_id,
        channel="mail",
        kind=OFFER.slug,
        to_address=email_of(actor),
        language=language,
        purpose=SERVICE,
    )
    return send_rendered(order, rendered)


def send(actor: Actor, offer_id: str, expected: int | None = None) -> None:
    """Send a draft to everybody it is for: from here on it can be stopped, not changed (MISSION W23).

    `expected` is how many the page has counted just before, which its progress is held against; None: counted here.

    Raises FieldError where it is for nobody, ConflictError where it was sent already.
    """
    require(actor, RIGHT)
    found = OfferCampaign.objects.filter(public_id=offer_id, organisation_id=actor.organisation_id).first()
    if expected is None:
        expected = _expected(found) if found else 0
    with transaction.atomic():
        row = _draft(actor, offer_id)
        if not expected:
            raise FieldError("audience", _("Nobody would get this."), _("Choose others, or fewer conditions."))
        row.state, row.expected = CampaignState.MAKING, expected
        row.sent_at, row.sent_by_id = clock.now(), actor.member_id
        row.save(update_fields=["state", "expected", "sent_at", "sent_by"])
        plan(row)
        audit(actor, "offer.sent", f"offer {row.pk}", expected=expected)


def _expected(row: OfferCampaign) -> int:
    return audience.counted(row.organisation_id, Wanted.from_json(row.audience), By(row.way)).count


def stop(actor: Actor, offer_id: str) -> None:
    """Take back what has not gone out yet: nothing more is handed over from this moment on.

    Raises ConflictError where there is nothing to stop.
    """
    require(actor, RIGHT)
    with transaction.atomic():
        row = _locked(actor, offer_id)
        if row.state not in (CampaignState.MAKING, CampaignState.SENDING):
            raise ConflictError(_("There is nothing to stop."))
        row.state, row.stopped_at = CampaignState.STOPPING, clock.now()
        row.save(update_fields=["state", "stopped_at"])
        plan(row)
        audit(actor, "offer.stopped", f"offer {row.pk}")


def discard(actor: Actor, offer_id: str) -> None:
    """Throw a draft away."""
    require(actor, RIGHT)
    with transaction.atomic():
        _draft(actor, offer_id).delete()


def copy(actor: Actor, offer_id: str) -> OfferCampaign:
    """A new draft that says the same to the same."""
    require(actor, RIGHT)
    with transaction.atomic():
        row = _locked(actor, offer_id)
        values = {name: getattr(row, name) for name in ("organisation_id", "language", "way", "framed", "audience")}
        made = OfferCampaign.objects.create(**values, rate_hour=row.rate_hour, created_by_id=actor.member_id)
        texts = [wording.words_of(one) for one in row.texts.all()]
        OfferText.objects.bulk_create(OfferText(campaign=made, **asdict(one)) for one in texts)
    return made


def _checked(actor: Actor, values: OfferValues) -> list[OfferWords]:
    if "sms" in values.by.channels and not carries("sms"):
        raise FieldError("by", _("No SMS gateway is set up: see RINGBACK_SMS_GATEWAY."), _("Choose e-mail."))
    words = [wording.one_line(one) for one in values.words if not one.empty or one.language == values.language]
    for one in words:
        wording.check(one, values.by)
    if values.language not in {one.language for one in words}:
        raise FieldError("language", _("There is no text in this language."), _("Write one."))
    if not 0 <= values.rate_hour <= MOST_RATE_HOUR:
        raise FieldError("rate_hour", _("This is out of range."), _("Choose 1 to 100,000, or leave it empty."))
    for narrowing in narrowings():
        chosen = values.wanted.narrowed.get(narrowing.slug, "")
        if chosen and chosen not in {value for value, _label in narrowing.choices(actor.organisation_id)}:
            raise FieldError(narrowing.slug, _("There is no such choice."), _("Choose one from the list."))
    return words


def _draft(actor: Actor, offer_id: str) -> OfferCampaign:
    row = _locked(actor, offer_id)
    if row.state != CampaignState.DRAFT:
        raise ConflictError(_("This offer was sent already."))
    return row


def _locked(actor: Actor, offer_id: str) -> OfferCampaign:
    rows = OfferCampaign.objects.select_for_update(of=("self",)).filter(organisation_id=actor.organisation_id)
    row = rows.filter(public_id=offer_id).first()
    if row is None:
        raise NotFoundError(_("There is no such offer."))
    return row
