"""Which words a message uses: the organisation's own, else those that ship; and changing them."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, require
from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError, NotFoundError
from ringback.channels.messages import kinds, placeholders, rendering
from ringback.channels.messages.kinds import Kind
from ringback.channels.messages.models import MailSender, TemplateText
from ringback.channels.messages.rendering import Rendered
from ringback.channels.messages.services.senders import house_of
from ringback.channels.messages.texts import Texts, has_own_text, languages, shipped

MOST_OFFERS = 30


def texts_for(organisation_id: int, kind: str, language: str, channel: str = "mail") -> Texts:
    """The texts of `kind` in `language` as this organisation sends them."""
    own = TemplateText.objects.filter(organisation_id=organisation_id, kind=kind, language=language).first()
    if own is None:
        return shipped(language, kind, channel)
    texts = Texts(own.subject, own.text, own.html, own.sms)
    return texts if channel == "mail" else Texts(own.subject, sms_text(texts, kind, language))


def sms_text(texts: Texts, kind: str, language: str) -> str:
    """What of an organisation's own `texts` a text message says: what it wrote for it, else what ships for it.

    Where nothing ships for text messages alone, the plain text is what both say.
    """
    if texts.sms.strip():
        return texts.sms
    return shipped(language, kind, "sms").text if has_own_text(language, kind, "sms") else texts.text


def check_texts(kind: Kind, texts: Texts) -> None:
    """Raise FieldError for texts that could not be sent: empty, too long, or naming what the kind has not."""
    for field, text in (("subject", texts.subject), ("text", texts.text)):
        if not text.strip():
            raise FieldError(
                field, _("This must not be empty."), _("Write something, or go back to the text that ships.")
            )
    if len(texts.subject) > rendering.MOST_SUBJECT_CHARACTERS:
        raise FieldError("subject", _("The subject is too long."), _("Use at most 200 characters."))
    for field, text in vars_of(texts):
        placeholders.check(text, kind.fields, field)


def vars_of(texts: Texts) -> tuple[tuple[str, str], ...]:
    """The texts by the names of their fields."""
    return (("subject", texts.subject), ("text", texts.text), ("html", texts.html), ("sms", texts.sms))


def save_texts(actor: Actor, kind_slug: str, language: str, texts: Texts) -> None:
    """Use these texts for a kind of message in a language from now on; what is ordered already stays as it is."""
    require(actor, "setup.edit")
    kind = _known(kind_slug, language)
    check_texts(kind, texts)
    values = {**dict(vars_of(texts)), "subject": texts.subject.strip(), "changed_at": clock.now()}
    with transaction.atomic():
        TemplateText.objects.update_or_create(
            organisation_id=actor.organisation_id, kind=kind.slug, language=language, defaults=values
        )
        audit(actor, "message_text.changed", f"{kind.slug} {language}")


def reset_texts(actor: Actor, kind_slug: str, language: str) -> None:
    """Go back to the texts that ship."""
    require(actor, "setup.edit")
    with transaction.atomic():
        own = TemplateText.objects.filter(organisation_id=actor.organisation_id, kind=kind_slug, language=language)
        if own.delete()[0]:
            audit(actor, "message_text.reset", f"{kind_slug} {language}")


def preview(actor: Actor, kind_slug: str, language: str, texts: Texts) -> Rendered:
    """How these texts would look with the kind's sample values. Raises FieldError as saving them would."""
    require(actor, "setup.edit")
    kind = _known(kind_slug, language)
    check_texts(kind, texts)
    values = rendering.filled(kind, kind.samples, house_of(actor.organisation_id).name)
    return rendering.render(kind, texts, language, values, opt_out_url="https://example.org/o/preview")


@dataclass(frozen=True, slots=True)
class SenderValues:
    """Whom the organisation's mail comes from, and how many optional messages a person gets in thirty days."""

    name: str
    reply_to: str
    most_offers_month: int


def save_sender(actor: Actor, values: SenderValues) -> None:
    """Set whom the organisation's mail comes from and where answers go."""
    require(actor, "setup.edit")
    name = rendering.one_line(values.name)[:120]
    if not 0 <= values.most_offers_month <= MOST_OFFERS:
        raise FieldError("most_offers_month", _("That many would annoy everybody."), _("Choose 0 to 30."))
    with transaction.atomic():
        MailSender.objects.update_or_create(
            organisation_id=actor.organisation_id,
            defaults={
                "name": name,
                "reply_to": values.reply_to.strip(),
                "most_offers_month": values.most_offers_month,
            },
        )
        audit(actor, "mail_sender.changed")


def _known(kind_slug: str, language: str) -> Kind:
    if language not in languages():
        raise NotFoundError(_("Ringback does not speak this language."))
    return kinds.of(kind_slug)
