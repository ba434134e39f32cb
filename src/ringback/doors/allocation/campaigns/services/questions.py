"""The questions of a campaign: kinds, conditions and weights (MISSION A3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.base.kit.lines import one_line
from ringback.doors.allocation.campaigns.models import Campaign, Question
from ringback.doors.allocation.campaigns.rules import Asked, Condition
from ringback.doors.allocation.campaigns.services.facts import forget
from ringback.doors.allocation.campaigns.services.finding import campaign_of, questions_of
from ringback.doors.allocation.campaigns.services.hearing import Change, tell

MOST_QUESTIONS = 60
MOST_CHOICES = 30
MOST_POINTS = Decimal(1000)
KINDS_WITH_CHOICES = (Question.Kind.CHOICE, Question.Kind.SEVERAL)
CONDITIONAL_ON = (Question.Kind.YES_NO, *KINDS_WITH_CHOICES)


@dataclass(frozen=True, slots=True)
class QuestionValues:
    """One question as a person says it. `key` of one that is there already, "" for a new one, which gets its own.

    `choices` are (key, text) pairs, a key "" gets its own; `weights` as in `rules.Asked`, by a choice's text where it
    has no key yet.
    """

    text: str
    kind: str = Question.Kind.YES_NO
    help: str = ""
    required: bool = False
    choices: Sequence[tuple[str, str]] = ()
    weights: Mapping[str, Decimal] = field(default_factory=dict)
    shown_if: Condition | None = None
    key: str = ""


def save_questions(actor: Actor, campaign_id: int, values: Sequence[QuestionValues]) -> list[Question]:
    """Give the campaign exactly these questions, in this order.

    Raises FieldError (field "question-N", N from 0); ConflictError where one would come, go or change its kind in a
    campaign that was opened: people answered those. Texts and weights may change.
    """
    with transaction.atomic():
        campaign = campaign_of(actor, campaign_id, "allocation.edit", locked=True)
        there = {one.key: one for one in questions_of(campaign_id)}
        named = _named(values, there)
        for number in range(len(named)):
            _check(number, named)
        if campaign.state != Campaign.State.DRAFT:
            _check_settled(named, there)
        Question.objects.filter(campaign=campaign).exclude(key__in=[one.key for one in named]).delete()
        for number, one in enumerate(named):
            row = there.get(one.key) or Question(campaign=campaign, key=one.key)
            _fill(row, one, number)
            row.save()
        tell(actor, campaign, Change.QUESTIONS)
        audit(actor, "campaign.questions_changed", f"campaign {campaign_id}", questions=len(values))
    forget(campaign.token)
    return questions_of(campaign_id)


def values_of(asked: Asked) -> QuestionValues:
    """A question that is there, as a person said it."""
    return QuestionValues(**{one.name: getattr(asked, one.name) for one in fields(QuestionValues)})


def _named(values: Sequence[QuestionValues], there: dict[str, Question]) -> list[QuestionValues]:
    """The same with a key each, and a key for each choice, which weights then go by."""
    if len(values) > MOST_QUESTIONS:
        raise FieldError("questions", _("There are too many questions."), _("Ask at most 60: each one costs answers."))
    used = {*there, *(one.key for one in values)}
    named = []
    for one in values:
        if one.key and one.key not in there:
            raise FieldError("questions", _("This is none of the choices."), _("Reload the page."))
        key = one.key or next(name for number in range(1, 1000) if (name := f"q{number}") not in used)
        used.add(key)
        choices = _keyed(one.choices)
        texts = {text: name for name, text in choices}
        weights = {texts.get(name, name): points for name, points in one.weights.items()}
        named.append(
            QuestionValues(
                one_line(one.text, 300), one.kind, one_line(one.help, 600), one.required, choices, weights,
                one.shown_if, key,
            )
        )  # fmt: skip
    if len({one.key for one in named}) < len(named):
        raise FieldError("questions", _("Two questions are the same one."), _("Reload the page."))
    return named


def _keyed(choices: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    used = {key for key, _text in choices}
    keyed = []
    for key, text in choices:
        name = key or next(one for number in range(1, 1000) if (one := f"c{number}") not in used)
        used.add(name)
        keyed.append((one_line(name, 12), one_line(text, 120)))
    return keyed


def _check(number: int, named: list[QuestionValues]) -> None:
    one, place = named[number], f"question-{number}"
    if not one.text or one.kind not in Question.Kind.values:
        raise FieldError(place, _("A question needs its text."), _("Ask in one sentence, or take it away."))
    texts = [text.casefold() for _key, text in one.choices]
    if one.kind in KINDS_WITH_CHOICES and not (
        2 <= len(texts) <= MOST_CHOICES and all(texts) and len(set(texts)) == len(texts)
    ):
        raise FieldError(place, _("It needs two to thirty different choices."), _("Write one a line."))
    if any(not -MOST_POINTS <= points <= MOST_POINTS for points in one.weights.values()):
        raise FieldError(place, _("So many points cannot be."), _("Between -1000 and 1000."))
    if one.shown_if is not None:
        _check_condition(place, one.shown_if, {other.key: other for other in named[:number]})


def _check_condition(place: str, condition: Condition, before: dict[str, QuestionValues]) -> None:
    """A question depends only on an earlier one, so that no two hide each other."""
    other = before.get(condition.question)
    if other is None or other.kind not in CONDITIONAL_ON:
        raise FieldError(
            place, _("It depends on a question that does not come before it."), _("Choose an earlier one.")
        )
    keys = {"yes", "no"} if other.kind == Question.Kind.YES_NO else {key for key, _text in other.choices}
    if not condition.answers or not set(condition.answers) <= keys:
        raise FieldError(
            place, _("It depends on an answer that cannot be given."), _("Choose from that one's answers.")
        )


def _check_settled(named: Sequence[QuestionValues], there: dict[str, Question]) -> None:
    kinds = {key: (row.kind, sorted(key for key, _text in row.choices)) for key, row in there.items()}
    wanted = {one.key: (one.kind, sorted(key for key, _text in one.choices)) for one in named}
    if kinds != wanted:
        raise ConflictError(
            _("The campaign was opened: people answered these questions. Texts and weights may change, no more.")
        )


def _fill(row: Question, one: QuestionValues, number: int) -> None:
    row.position, row.kind, row.text, row.help, row.required = number, one.kind, one.text, one.help, one.required
    row.choices = [list(pair) for pair in one.choices] if one.kind in KINDS_WITH_CHOICES else []
    known = {
        Question.Kind.YES_NO: {"yes", "no"},
        Question.Kind.NUMBER: {"each", "most"},
        Question.Kind.SEVERAL: {"most", *(key for key, _text in one.choices)},
        Question.Kind.CHOICE: {key for key, _text in one.choices},
    }.get(Question.Kind(one.kind), {"given"})
    row.weights = {key: f"{points.normalize():f}" for key, points in one.weights.items() if key in known}
    condition = one.shown_if
    row.shown_if = {"question": condition.question, "answers": list(condition.answers)} if condition else None
