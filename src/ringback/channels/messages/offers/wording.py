"""What an offer says to one person: its text checked, put within the organisation's own, and filled."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from ringback.base.kit.errors import FieldError
from ringback.channels.messages import placeholders, rendering
from ringback.channels.messages.opt_out_links import Leaving, opt_out_url
from ringback.channels.messages.own_kinds import OFFER, OFFERS
from ringback.channels.messages.rendering import Rendered
from ringback.channels.messages.services.senders import House
from ringback.channels.messages.services.wording import texts_for
from ringback.channels.messages.texts import Texts, languages

FIELDS = ("name", "organisation")
MOST_BODY_CHARACTERS = 8000


@dataclass(frozen=True, slots=True)
class OfferWords:
    """What an offer says in one language; `link` a web address, or "" for none."""

    language: str
    subject: str
    body: str
    link: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was written in this language."""
        return not (self.subject.strip() or self.body.strip())


def check(words: OfferWords) -> None:
    """Raise FieldError, beside "subject_de", for words that could not be sent."""
    if words.language not in languages():
        raise FieldError("language", _("Ringback does not write this language."), _("Choose one from the list."))
    for name, text in (("subject", words.subject), ("body", words.body)):
        field = f"{name}_{words.language}"
        if not text.strip():
            raise FieldError(field, _("This must not be empty."), _("Write something, or leave the language out."))
        placeholders.check(text, FIELDS, field)
    if len(words.subject) > rendering.MOST_SUBJECT_CHARACTERS:
        raise FieldError(f"subject_{words.language}", _("The subject is too long."), _("Use at most 200 characters."))
    if len(words.body) > MOST_BODY_CHARACTERS:
        raise FieldError(f"body_{words.language}", _("The text is too long."), _("Use at most 8,000 characters."))
    if words.link and not words.link.startswith(("https://", "http://")):
        mend = _("Give it as https://example.org/page.")
        raise FieldError(f"link_{words.language}", _("This is not a web address."), mend)


class Pen:
    """Writes one offer to many: what is the same for all of them is looked up once."""

    def __init__(self, organisation_id: int, house: House, words: Iterable[OfferWords], *, framed: bool) -> None:
        self._organisation_id = organisation_id
        self._house = house
        self._words = {one.language: one for one in words}
        self._frames = {code: self._frame(one, framed=framed) for code, one in self._words.items()}

    @property
    def written(self) -> frozenset[str]:
        """The languages there are words in."""
        return frozenset(self._words)

    def write(self, language: str, name: str, address: str, campaign_id: int) -> Rendered:
        """The offer as somebody of that name gets it. Without a campaign its link to leave leads nowhere."""
        words = self._words[language]
        person = {"name": rendering.one_line(name), "organisation": self._house.name}
        values = rendering.filled(
            OFFER,
            {
                "name": name,
                "subject": placeholders.fill(words.subject, person),
                "body": placeholders.fill(words.body, person).strip(),
                "link": words.link or None,
            },
            self._house.name,
        )
        leave = "https://example.org/o/preview"
        if campaign_id:
            leave = opt_out_url(Leaving(self._organisation_id, "mail", OFFERS, language, address, campaign_id))
        return rendering.render(OFFER, self._frames[language], language, values, leave)

    def _frame(self, words: OfferWords, *, framed: bool) -> Texts:
        """The organisation's own text for offers, or nothing around what was written."""
        if framed:
            return texts_for(self._organisation_id, OFFER.slug, words.language)
        return Texts("{{ subject }}", "{{ body }}" + ("\n\n{{ link }}" if words.link else ""))


def one_line(words: OfferWords) -> OfferWords:
    """The words as they are stored."""
    plain = words.body.replace("\r\n", "\n").strip()
    return replace(words, subject=rendering.one_line(words.subject), body=plain, link=words.link.strip()[:1000])
