"""What an offer says to one person: its text checked, put within the organisation's own, and filled."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils.translation import gettext as _

from ringback.base.kit.errors import FieldError
from ringback.channels.messages import placeholders, rendering
from ringback.channels.messages.kinds import purpose_on
from ringback.channels.messages.models.offers import TITLE_CHARACTERS, OfferText
from ringback.channels.messages.offers.rules import By
from ringback.channels.messages.opt_out_links import SAMPLE_TOKEN, Leaving, opt_out_url
from ringback.channels.messages.own_kinds import OFFER, OFFERS
from ringback.channels.messages.rendering import Rendered
from ringback.channels.messages.services.senders import House
from ringback.channels.messages.services.wording import texts_for
from ringback.channels.messages.texts import Texts, languages

FIELDS = ("name", "organisation")
MOST_BODY_CHARACTERS = 8000
MOST_SMS_CHARACTERS = 600


@dataclass(frozen=True, slots=True)
class OfferWords:
    """What an offer says in one language; `link` a web address, or "" for none; `sms` as a text message."""

    language: str
    subject: str
    body: str
    link: str = ""
    sms: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was written in this language."""
        return not (self.subject.strip() or self.body.strip() or self.sms.strip())

    def parts(self, by: By) -> tuple[tuple[str, str], ...]:
        """What has to be written where it goes out `by` these channels, by its name."""
        mail = (("subject", self.subject), ("body", self.body)) if "mail" in by.channels else ()
        return (*mail, ("sms", self.sms)) if "sms" in by.channels else mail


def check(words: OfferWords, by: By) -> None:
    """Raise FieldError, beside "subject_de", for words that could not be sent `by` these channels."""
    if words.language not in languages():
        raise FieldError("language", _("Ringback does not write this language."), _("Choose one from the list."))
    for name, text in words.parts(by):
        field = f"{name}_{words.language}"
        if not text.strip():
            raise FieldError(field, _("This must not be empty."), _("Write something, or leave the language out."))
        placeholders.check(text, FIELDS, field)
    if len(words.subject) > rendering.MOST_SUBJECT_CHARACTERS:
        raise FieldError(f"subject_{words.language}", _("The subject is too long."), _("Use at most 200 characters."))
    if len(words.body) > MOST_BODY_CHARACTERS:
        raise FieldError(f"body_{words.language}", _("The text is too long."), _("Use at most 8,000 characters."))
    if len(words.sms) > MOST_SMS_CHARACTERS:
        raise FieldError(f"sms_{words.language}", _("The text is too long."), _("Use at most 600 characters."))
    if words.link and not words.link.startswith(("https://", "http://")):
        mend = _("Give it as https://example.org/page.")
        raise FieldError(f"link_{words.language}", _("This is not a web address."), mend)


class Pen:
    """Writes one offer to many: what is the same for all of them is looked up once."""

    def __init__(self, organisation_id: int, house: House, words: Iterable[OfferWords], *, framed: bool) -> None:
        self._organisation_id = organisation_id
        self._house = house
        self._framed = framed
        self._words = {one.language: one for one in words}
        self._frames: dict[tuple[str, str], Texts] = {}

    @property
    def written(self) -> frozenset[str]:
        """The languages there are words in."""
        return frozenset(self._words)

    def write(self, language: str, name: str, address: str, campaign_id: int, channel: str = "mail") -> Rendered:
        """The offer as somebody of that name gets it. Without a campaign its link to leave leads nowhere."""
        words = self._words[language]
        person = {"name": rendering.one_line(name), "organisation": self._house.name}
        said = placeholders.fill(words.body if channel == "mail" else words.sms, person).strip()
        title = placeholders.fill(words.subject, person).strip()
        if channel == "sms":
            title = title or said[:TITLE_CHARACTERS]
        given = {"name": name, "subject": title, "body": said, "link": words.link or None}
        values = rendering.filled(OFFER, given, self._house.name)
        leave = f"{settings.PUBLIC_URL}/o/{SAMPLE_TOKEN}"
        if campaign_id:
            purpose = purpose_on(OFFERS, channel)
            leave = opt_out_url(Leaving(self._organisation_id, channel, purpose, language, address, campaign_id))
        return rendering.render(OFFER, self._frame(words, channel), language, values, leave, channel)

    def _frame(self, words: OfferWords, channel: str) -> Texts:
        """The organisation's own text for offers, or nothing around what was written."""
        key = (words.language, channel)
        if key not in self._frames:
            own = texts_for(self._organisation_id, OFFER.slug, words.language, channel) if self._framed else None
            link = "\n\n{{ link }}" if channel == "mail" else " {{ link }}"
            self._frames[key] = own or Texts("{{ subject }}", "{{ body }}" + (link if words.link else ""))
        return self._frames[key]


def one_line(words: OfferWords) -> OfferWords:
    """The words as they are stored."""
    body, sms = (text.replace("\r\n", "\n").strip() for text in (words.body, words.sms))
    link = words.link.strip()[:1000]
    return replace(words, subject=rendering.one_line(words.subject), body=body, sms=sms, link=link)


def words_of(row: OfferText) -> OfferWords:
    """The words of a stored text."""
    return OfferWords(row.language, row.subject, row.body, row.link, row.sms)
