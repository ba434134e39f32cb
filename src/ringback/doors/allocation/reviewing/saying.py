"""Reviewing in words: why something may not be done, and what a list can be narrowed to."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ringback.doors.allocation.reviewing.rules.standing import Hindrance

# By the keys of `reads.STATES`, and those one has still to look at.
STATE_WORDS: dict[str, str | Promise] = {
    "mine": gettext_lazy("Yours to look at"),
    "unseen": gettext_lazy("Nobody has looked"),
    "second": gettext_lazy("A second opinion is wanted"),
    "yes": gettext_lazy("Opinions: yes"),
    "no": gettext_lazy("Opinions: no"),
    "newcomers": gettext_lazy("Newcomers"),
    "known": gettext_lazy("Known already"),
    "here": gettext_lazy("Not forwarded"),
    "forwarded": gettext_lazy("Forwarded"),
    "waiting": gettext_lazy("Forwarded, without a place"),
    "chosen": gettext_lazy("With a place"),
}


def why_not(hindrance: Hindrance) -> str:
    """One sentence, that says what mends it where something does."""
    return {
        Hindrance.RECUSED: _("You stepped aside here: somebody else decides."),
        Hindrance.PUBLISHED: _("The answers are out: nothing changes any more."),
        Hindrance.NOT_SUBMITTED: _("It was withdrawn, or never sent."),
        Hindrance.REGION_OPEN: _(
            "The region still takes entries: nobody gains by being first, so wait until it closes."
        ),
        Hindrance.CAMPAIGN_OPEN: _("Some regions still take entries: places are given once all are closed."),
        Hindrance.FORWARDED: _("The region has forwarded it already."),
        Hindrance.NOT_FORWARDED: _("Its region has not forwarded it."),
        Hindrance.CHOSEN: _("It has a place already: that has to be taken back first."),
        Hindrance.NOT_CHOSEN: _("It has no place."),
    }[hindrance]
