"""What a comparison says in plain words, with the numbers that make it so."""

from fractions import Fraction

from django.utils import formats
from django.utils.functional import Promise as Text
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ringback.doors.hiring.figures import rules
from ringback.doors.hiring.figures.exact import LIMIT, Comparison, Verdict

SHARES: dict[str, tuple[str | Text, str | Text]] = {
    rules.NO_SHOW: (gettext_lazy("Did not come"), gettext_lazy("of those who were expected")),
    rules.LATE: (gettext_lazy("Came late"), gettext_lazy("of those who came")),
    rules.DECLINED: (gettext_lazy("Told us that they do not come"), gettext_lazy("of all that were agreed")),
    rules.OFF: (gettext_lazy("Called off by us"), gettext_lazy("of all that were agreed")),
}


def short(verdict: Verdict) -> str:
    """The verdict in a few words."""
    return {
        Verdict.NOTHING: _("Nothing to compare"),
        Verdict.TOO_FEW: _("Too few to tell"),
        Verdict.CHANCE: _("Could be chance"),
        Verdict.DIFFERENT: _("More than chance"),
    }[verdict]


def why(test: Comparison) -> str:
    """What makes it so, in a sentence."""
    if test.verdict == Verdict.NOTHING:
        return _("Nobody can be counted in one of the periods, or it happened in neither.")
    if test.verdict == Verdict.TOO_FEW:
        return _("With so few, even the clearest difference would come about by chance alone in %(often)s.") % {
            "often": often(test.least)
        }
    if test.verdict == Verdict.CHANCE:
        return _("If nothing had changed, a difference like this or rarer would still come about in %(often)s.") % {
            "often": often(test.p)
        }
    return _("If nothing had changed, a difference like this or rarer would come about in only %(often)s.") % {
        "often": often(test.p)
    }


def often(p: Fraction) -> str:
    """How often, as people count: "7 of 100", "4 of 1,000"; beside the limit exact enough to tell on which side."""
    near = abs(p - LIMIT) < Fraction(5, 1000)
    for of in (1000,) if near else (100, 1000, 10_000):
        if count := round(p * of):
            return _("%(count)s of %(of)s comparisons") % {"count": count, "of": _grouped(of)}
    return _("fewer than 1 of %(of)s comparisons") % {"of": _grouped(10_000)}


def _grouped(number: int) -> str:
    return formats.number_format(number, force_grouping=True)
