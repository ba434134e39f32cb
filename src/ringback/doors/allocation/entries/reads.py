"""One application as its page on the desk shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import msgspec
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.doors.allocation.campaigns.rules import CampaignFacts, Price, ScoreLine
from ringback.doors.allocation.entries import services
from ringback.doors.allocation.entries.models import Entry
from ringback.doors.allocation.entries.services import Known, Whence


@dataclass(frozen=True, slots=True)
class Answered:
    """A question, what was answered in words, and the link that opens the file where it was one."""

    question: str
    answer: str
    link: str = ""


def answered(actor: Actor, entry: Entry) -> list[Answered]:
    """The questions as they were when this was sent, with the answers; none of somebody who was erased."""
    lines = msgspec.json.decode(entry.score_lines, type=list[ScoreLine]) if entry.score_lines else []
    links = {one.question: services.link_to(actor, one) for one in services.files_of_entry(entry)}
    words = {"yes": _("Yes"), "no": _("No")}
    return [Answered(line.text, words.get(line.answer, line.answer), links.get(line.question, "")) for line in lines]


def price_of(entry: Entry) -> Price | None:
    """The price as it was shown to the applicant; None where that is erased."""
    return msgspec.convert(entry.price, Price) if entry.price else None


def options_of(entry: Entry, campaign: CampaignFacts) -> list[str]:
    """What they wish for, by name."""
    return [one.name for one in campaign.options if one.key in entry.options]


def known_words(reasons: Sequence[Known]) -> list[str]:
    """From where somebody is known, in words."""
    return [_words(one) for one in reasons]


def _words(known: Known) -> str:
    if known.whence == Whence.EARLIER:
        return _("applied before: %(campaign)s") % {"campaign": known.words}
    if known.whence == Whence.CONTACT:
        return _("in contact since %(day)s") % {"day": date_format(date.fromisoformat(known.words))}
    return known.words
