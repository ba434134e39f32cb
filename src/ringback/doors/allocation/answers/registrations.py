"""What answers register: their messages, who makes them, what becomes of them, and their page."""

from django.utils.translation import gettext_lazy as _

from ringback.channels.messages.services import declare, when_settled
from ringback.core.promises.services import every_night, keeps
from ringback.doors.allocation import tabs
from ringback.doors.allocation.answers import personal_data
from ringback.doors.allocation.answers.keep import PublishingHandler
from ringback.doors.allocation.answers.services import publishing, telling
from ringback.doors.allocation.answers.wording import KINDS
from ringback.doors.allocation.record.words import says

_DEEDS = {
    "answers.prepared": _("prepared the answers"),
    "answers.published": _("published the answers as they had been looked at"),
    "answer.given": _("gave an answer"),
    "answer.by_hand": _("noted that somebody has their answer otherwise"),
}


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    for kind in KINDS.values():
        declare(kind)
        when_settled(kind.slug, telling.settled)
    keeps(publishing.KIND, PublishingHandler(), _("Answers of a campaign that are being given"))
    every_night("allocation-answers", publishing.resume)
    for deed, words in _DEEDS.items():
        says(deed, words)
    personal_data.register()
    tabs.register(
        tabs.Tab(
            "answers", _("Answers"), "allocation:answers", 60, permission="allocation.publish", group=tabs.Group.ANSWERS
        )
    )
