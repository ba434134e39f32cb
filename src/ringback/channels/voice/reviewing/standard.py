"""The scorecard that is there before anybody has made one (MISSION H44)."""

from typing import Any

from django.utils.translation import gettext as _

from ringback.base.kit.marking import Criterion

MOST = 5


def name() -> str:
    """What the card is called."""
    return _("Telephone manners")


def criteria() -> list[Criterion]:
    """How a conversation is led: start, clarity, filler words, pace, finish."""
    return [
        Criterion(_("Start"), _("Says name and house, and asks whether it is a good moment."), 2),
        Criterion(_("Clarity"), _("Is understood at once; asks back where something is unclear."), 3),
        Criterion(_("Filler words"), _("Few “er”, “well” and “basically”."), 1),
        Criterion(_("Pace"), _("Neither hurried nor slow; lets the other one finish."), 2),
        Criterion(_("Finish"), _("Sums up, agrees the next step, says goodbye by name."), 2),
    ]


def initial() -> dict[str, Any]:
    """The card as a form begins with."""
    return {"name": name(), "most": MOST}
