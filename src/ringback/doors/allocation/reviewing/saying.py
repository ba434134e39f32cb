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

# What the record says of what is done here.
DEEDS: dict[str, str | Promise] = {
    "opinion.given": gettext_lazy("gave an opinion"),
    "opinion.withdrawn": gettext_lazy("took the opinion back by stepping aside"),
    "reviewer.assigned": gettext_lazy("gave it to somebody to look at"),
    "reviewer.stepped_aside": gettext_lazy("stepped aside"),
    "region.forwarded": gettext_lazy("forwarded it to head office"),
    "region.took_back": gettext_lazy("forwarded it no longer"),
    "place.given": gettext_lazy("gave it a place"),
    "place.taken_back": gettext_lazy("took its place back"),
    "scores.changed": gettext_lazy("changed the scores with the questions"),
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
