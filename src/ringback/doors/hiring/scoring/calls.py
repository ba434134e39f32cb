"""By what calls to candidates are scored: start, clarity, filler words, pace, finish (MISSION H44, as W14)."""

from django.utils.translation import gettext as _

from ringback.base.kit.marking import Criterion
from ringback.channels.voice.reviewing.services import Card

MOST = 5


def card() -> Card:
    """The card of the hiring door, which no organisation stores."""
    return Card(None, _("Calls to candidates"), MOST, _criteria())


def _criteria() -> tuple[Criterion, ...]:
    return (
        Criterion(_("Start"), _("Says name, company and post, and asks whether it is a good moment."), 2),
        Criterion(
            _("Clarity"),
            _("Duties, pay and place without being asked; answers at most three questions, and briefly."),
            3,
        ),
        Criterion(_("Filler words"), _("Few “er”, “well” and “basically”."), 1),
        Criterion(_("Pace"), _("Half a minute to notify, two minutes to invite; lets the other one finish."), 2),
        Criterion(
            _("Finish"), _("Repeats time and address, spells the e-mail address, says what comes next and when."), 2
        ),
    )
