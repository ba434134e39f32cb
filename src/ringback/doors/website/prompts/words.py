"""Rules and verdicts in words."""

from dataclasses import dataclass

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ringback.doors.website.prompts.forms import DEVICES, VISITORS
from ringback.doors.website.triggers import Check, PageView, Rule, Verdict, judge

_NOBODY = PageView("")
VERDICTS = {
    "thin": gettext_lazy("Too little data to tell yet."),
    "open": gettext_lazy("No difference can be told: it may be chance."),
    "more": gettext_lazy("More, and hardly by chance."),
    "less": gettext_lazy("Less, and hardly by chance."),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One rule of a made-up visit: whether it would prompt, and each reason with whether it was so."""

    rule: Rule
    fires: bool
    first: bool
    reasons: list[tuple[str, bool]]


def conditions(rule: Rule) -> str:
    """What a rule asks for, as a list of words."""
    return ", ".join(_check(check) for check in judge(rule, _NOBODY).checks)


def told(verdicts: list[Verdict], fires: Rule | None) -> list[Told]:
    """Verdicts in words."""
    return [
        Told(one.rule, one.fires, one.rule == fires, [(_check(check), check.so) for check in one.checks])
        for one in verdicts
    ]


def _check(check: Check) -> str:
    wanted = check.wanted
    match check.what:
        case "seconds":
            return ngettext("after %(n)s second", "after %(n)s seconds", int(wanted)) % {"n": wanted}
        case "scroll":
            return _("%(percent)s %% of the page seen") % {"percent": wanted}
        case "exit":
            return _("about to leave")
        case "pages":
            return _("on %(pages)s") % {"pages": wanted}
        case "not_pages":
            return _("not on %(pages)s") % {"pages": wanted}
        case "visitor":
            return str(format_lazy("{}: {}", gettext_lazy("visitor"), dict(VISITORS).get(wanted, wanted)))
        case "device":
            return str(format_lazy("{}: {}", gettext_lazy("device"), dict(DEVICES).get(wanted, wanted)))
        case _:
            return _("from %(campaign)s") % {"campaign": wanted}
