"""Writing one kind of message to many: what is the same for all of them is looked up once."""

from dataclasses import dataclass, replace

from ringback.channels.messages import kinds, placeholders, rendering, transports
from ringback.channels.messages.services.senders import House, house_of
from ringback.channels.messages.services.sending import Message, MessageOrder, send_rendered
from ringback.channels.messages.services.wording import texts_for
from ringback.channels.messages.texts import Texts, language_of


@dataclass(frozen=True, slots=True)
class Written:
    """What a message will say: its subject, and its text without what stands around it."""

    subject: str
    text: str


class Writer:
    """For one organisation's messages that serve their reader; texts changed meanwhile are not seen."""

    def __init__(self, organisation_id: int) -> None:
        self._organisation_id = organisation_id
        self._house: House = house_of(organisation_id)
        self._texts: dict[tuple[str, str, str], Texts] = {}

    def preview(self, order: MessageOrder) -> Written:
        """What `send` would say. Raises as it does for what is missing."""
        _language, texts, values = self._filled(order)
        subject = rendering.one_line(placeholders.fill(texts.subject, values))
        return Written(subject, placeholders.fill(texts.text, values).strip())

    def send(self, order: MessageOrder) -> Message:
        """As `services.send`, in the caller's transaction."""
        kind = kinds.of(order.kind)
        language, texts, values = self._filled(order)
        to_address = transports.of(order.channel).checked(order.to_address)
        rendered = rendering.render(kind, texts, language, values)
        return send_rendered(replace(order, language=language, to_address=to_address), rendered, self._house)

    def _filled(self, order: MessageOrder) -> tuple[str, Texts, dict[str, str]]:
        kind = kinds.of(order.kind)
        language = language_of(order.language, self._house.language)
        key = (kind.slug, language, order.channel)
        if key not in self._texts:
            self._texts[key] = texts_for(self._organisation_id, kind.slug, language, order.channel)
        return language, self._texts[key], rendering.filled(kind, order.values, self._house.name)
