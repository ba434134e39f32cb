"""What somebody sends, from any page or program: read as it comes, then checked whole, with every wrong field named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from ringback.base.kit import phones
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.base.kit.lines import one_line
from ringback.base.kit.phones import Phone
from ringback.doors.allocation.campaigns.rules import (
    CampaignFacts,
    Price,
    Problem,
    RegionFacts,
    Score,
    Value,
    chosen,
    is_open,
    price,
    read,
    score,
)
from ringback.doors.allocation.entries import rules
from ringback.doors.allocation.entries.saying import VOCABULARY, consents, country_names, language_of, last_day

MOST_NAME = 120
MOST_EMAIL = 254
MOST_OPTIONS = 100
MOST_PAGE = 500


class WrongFieldsError(FieldError):
    """Several fields are wrong: this error is the first of them, `every` all."""

    def __init__(self, every: Sequence[FieldError]) -> None:
        super().__init__(every[0].field, every[0].problem, every[0].mend)
        self.every = every


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody sent, unchecked. `answers` by the questions' keys, of any shape; `options` are keys.

    `files`: the names of the files of this form, by their questions' keys. `arrived_at` is what the region's clock is
    held against. `address` and `page`: from where they agreed.
    """

    token: str
    arrived_at: datetime
    language: str = ""
    country: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    options: Sequence[str] = ()
    consent_version: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    address: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """An application that may be written: everything as it is kept."""

    campaign: CampaignFacts
    region: RegionFacts
    said: Said
    language: str
    phone: Phone | None
    answers: dict[str, Value]
    options: list[str]
    consent_text: str
    score: Score
    price: Price


def check(campaign: CampaignFacts, said: Said) -> Checked:
    """What was sent, checked: the region's clock first, then every field.

    Raises ConflictError where the region is closed or not open yet, in its own time; WrongFieldsError otherwise.
    """
    language = language_of(said.language, campaign.language)
    words = VOCABULARY.words(language)
    region = _region(campaign, said.country)
    if region is None:
        raise WrongFieldsError([_wrong(words, "country", "country")])
    _check_clock(campaign, region, said.arrived_at, language)
    tidy = replace(
        said,
        country=said.country.strip().upper(),
        name=one_line(said.name, MOST_NAME),
        email=said.email.strip().lower(),
        page=one_line(said.page, MOST_PAGE),
    )
    phone, wrong = _contact(tidy, words)
    agreed = consents(campaign.organisation).get(said.consent_version, "")
    if not agreed:
        wrong.append(_wrong(words, "consent", "consent"))
    given = read(campaign.questions, _given(campaign, said))
    wrong += [_answer(words, key, problem) for key, problem in given.problems.items()]
    known = {one.key for one in campaign.options}
    if not set(said.options[:MOST_OPTIONS]) <= known or len(said.options) > MOST_OPTIONS:
        wrong.append(_wrong(words, "options", "option"))
    if wrong:
        raise WrongFieldsError(wrong)
    taken = [one.key for one in chosen(campaign.options, said.options)]
    points, cost = score(campaign.questions, given.answers), price(campaign, region, taken)
    return Checked(campaign, region, tidy, language, phone, given.answers, taken, agreed, points, cost)


def shown_price(campaign: CampaignFacts, country: str, options: Sequence[str]) -> Price | None:
    """What it would cost there (MISSION A4); None where nobody can apply from."""
    region = _region(campaign, country)
    return price(campaign, region, options) if region else None


def wrong_file(language: str, question: str) -> FieldError:
    """That a file is not taken, naming the question that it was to answer."""
    return _wrong(VOCABULARY.words(language), f"answers.{question}", "file")


def _region(campaign: CampaignFacts, country: str) -> RegionFacts | None:
    """The region of a country that there is."""
    code = country.strip().upper()
    return rules.region_for(campaign.regions, code) if code in country_names("en") else None


def _check_clock(campaign: CampaignFacts, region: RegionFacts, at: datetime, language: str) -> None:
    if campaign.state != "open":
        raise ConflictError(VOCABULARY.words(language)["gone"])
    if is_open(region, at, campaign.opens_at):
        return
    tongue = VOCABULARY.tongue(region.zone, language)
    if campaign.opens_at is not None and at < campaign.opens_at:
        raise ConflictError(tongue.words["early"].format(moment=tongue.moment(campaign.opens_at)))
    raise ConflictError(late_words(region, language))


def late_words(region: RegionFacts, language: str) -> str:
    """That a region has closed, and when, by its own clock."""
    day, zone = last_day(region.closes_on, region.zone, language)
    return VOCABULARY.words(language)["late"].format(region=region.name, day=day, zone=zone)


def _contact(said: Said, words: Mapping[str, str]) -> tuple[Phone | None, list[FieldError]]:
    wrong: list[FieldError] = []
    phone = None
    if not said.name:
        wrong.append(_wrong(words, "name", "name"))
    try:
        validate_email(said.email if len(said.email) <= MOST_EMAIL else "")
    except ValidationError:
        wrong.append(_wrong(words, "email", "email"))
    if said.phone.strip():
        try:
            phone = phones.parse(said.phone.strip(), said.country)
        except FieldError:
            wrong.append(_wrong(words, "phone", "phone"))
    return phone, wrong


def _given(campaign: CampaignFacts, said: Said) -> dict[str, Any]:
    """The answers as sent; of a question for a file, the name of the one that was stored, whatever was sent."""
    files = {one.key for one in campaign.questions if one.kind == "file"}
    given = {key: value for key, value in said.answers.items() if key not in files}
    return given | {key: name for key, name in said.files.items() if key in files}


def _answer(words: Mapping[str, str], key: str, problem: Problem) -> FieldError:
    return FieldError(f"answers.{key}", words[problem], words[f"mend_{problem}"])


def _wrong(words: Mapping[str, str], name: str, kind: str) -> FieldError:
    return FieldError(name, words[f"no_{kind}"], words[f"mend_{kind}"])
