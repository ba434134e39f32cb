"""Scores, problems and conditions in words, in the current language."""

from collections.abc import Sequence

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from ringback.doors.allocation.campaigns.rules import Asked, Problem, ScoreLine, Why


def why_words(line: ScoreLine) -> str:
    """Where the points of a line come from."""
    points = number_format(line.points.normalize())
    match line.why:
        case Why.EACH:
            return _("%(each)s for each") % {"each": number_format(line.each.normalize())}
        case Why.CAPPED:
            return _("%(points)s, the most this question gives") % {"points": points}
        case Why.GIVEN:
            return _("%(points)s for an answer") % {"points": points}
        case Why.NO_ANSWER:
            return _("not answered")
        case Why.NO_WEIGHT:
            return _("counts for nothing")
    return _("%(points)s for this answer") % {"points": points}


def answer_words(line: ScoreLine) -> str:
    """What was answered; "yes" and "no" in the reader's language."""
    return {"yes": _("Yes"), "no": _("No")}.get(line.answer, line.answer) or "–"


def problem_words(problem: Problem) -> str:
    """What is wrong with an answer."""
    return {
        Problem.MISSING: _("Please answer this."),
        Problem.NO_CHOICE: _("This is none of the choices."),
        Problem.NO_NUMBER: _("This is no number: type digits."),
        Problem.NO_DATE: _("This is no day: choose one from the calendar."),
        Problem.TOO_LONG: _("This is too long."),
    }[problem]


def condition_words(one: Asked, asked: Sequence[Asked]) -> str:
    """When a question is shown: "Do you own one?": Yes; "" for always."""
    if one.shown_if is None:
        return ""
    other = next((other for other in asked if other.key == one.shown_if.question), None)
    texts = {"yes": _("Yes"), "no": _("No"), **dict(other.choices if other else ())}
    answers = ", ".join(texts.get(answer, answer) for answer in one.shown_if.answers)
    return _("if “%(question)s” is %(answers)s") % {"question": other.text if other else "?", "answers": answers}
