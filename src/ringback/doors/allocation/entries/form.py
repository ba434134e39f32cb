"""The form of the public page: what was typed, read from it, and what is shown of it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from ringback.base.kit.errors import FieldError
from ringback.doors.allocation.campaigns.rules import Asked, CampaignFacts, OptionFacts
from ringback.doors.allocation.entries.saying import VOCABULARY, country_names


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in the form. `files`: the names of those that were sent before, by question."""

    country: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    options: Sequence[str] | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    consent: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose, of a question or of a group of options."""

    key: str
    text: str
    chosen: bool
    price: str = ""


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """A question with its answer and what is wrong with it. `shown_by` and `shown_for`: where it depends on another."""

    asked: Asked
    choices: Sequence[Choice]
    value: str
    file: str
    error: str
    shown_by: str
    shown_for: str


@dataclass(frozen=True, slots=True)
class GroupShown:
    """A group of options; in an `exclusive` one exactly one is taken."""

    number: int
    title: str
    exclusive: bool
    choices: Sequence[Choice]


def read(campaign: CampaignFacts, sent: QueryDict) -> Filled:
    """What a browser sent, without judging it."""
    answers: dict[str, Any] = {}
    for one in campaign.questions:
        name = f"a-{one.key}"
        answers[one.key] = sent.getlist(name) if one.kind == "several" else sent.get(name, "")
    options = [value for name in sent if name.startswith("o-") for value in sent.getlist(name)]
    texts: dict[str, Any] = {name: str(sent.get(name, ""))[:400] for name in ("country", "name", "email", "phone")}
    return Filled(**texts, answers=answers, options=options, consent="consent" in sent)


def questions(
    campaign: CampaignFacts, filled: Filled, wrong: Mapping[str, FieldError], language: str
) -> list[QuestionShown]:
    """The questions as the page shows them."""
    words = VOCABULARY.words(language)
    return [
        QuestionShown(
            one,
            _choices(one, filled.answers.get(one.key), words),
            _text(filled.answers.get(one.key)),
            filled.files.get(one.key, ""),
            said(wrong.get(f"answers.{one.key}")),
            one.shown_if.question if one.shown_if else "",
            " ".join(one.shown_if.answers) if one.shown_if else "",
        )
        for one in campaign.questions
    ]


def groups(campaign: CampaignFacts, filled: Filled, amounts: Mapping[str, str]) -> list[GroupShown]:
    """The options in their groups, with what each costs by its key."""
    found: dict[str, list[OptionFacts]] = {}
    for one in campaign.options:
        found.setdefault(one.group, []).append(one)
    return [
        GroupShown(number, title, every[0].exclusive, _options(every, filled.options, amounts))
        for number, (title, every) in enumerate(found.items())
    ]


def countries(campaign: CampaignFacts, chosen: str, language: str) -> list[Choice]:
    """The countries that some region takes, by their names."""
    named = {code for region in campaign.regions for code in region.countries}
    everywhere = any(not region.countries for region in campaign.regions)
    return [
        Choice(code, name, code == chosen)
        for code, name in country_names(language).items()
        if everywhere or code in named
    ]


def said(error: FieldError | None) -> str:
    """What is wrong and its mend, in one text; "" for nothing."""
    return error.words if error else ""


def _choices(asked: Asked, value: Any, words: Mapping[str, str]) -> list[Choice]:
    pairs = (("yes", words["yes"]), ("no", words["no"])) if asked.kind == "yes_no" else asked.choices
    given = value if isinstance(value, list) else [value]
    return [Choice(key, text, key in given) for key, text in pairs]


def _options(every: Sequence[OptionFacts], chosen: Sequence[str] | None, amounts: Mapping[str, str]) -> list[Choice]:
    taken = {one.key for one in every if (one.default if chosen is None else one.key in chosen)}
    if every[0].exclusive and not taken:
        taken = {every[0].key}
    return [Choice(one.key, one.name, one.key in taken, amounts.get(one.key, "")) for one in every]


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, list) else str(value)
