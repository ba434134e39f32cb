"""What the card shows, and what Today says of calls and of messages that must go out. Read-only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, member_names
from ringback.base.kit import clock, phones
from ringback.core.promises.services import Promise
from ringback.desk.callers import Fact
from ringback.desk.cards import Line
from ringback.doors.hiring.calling import rules, saying
from ringback.doors.hiring.calling.models import CallPlan, CandidateCall
from ringback.doors.hiring.calling.services import CALL, INVITE
from ringback.doors.hiring.candidates import saying as said
from ringback.doors.hiring.candidates.matching.services import found_in
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.candidates.services import contact_of
from ringback.doors.hiring.interviews.models import Interview
from ringback.doors.hiring.interviews.services import CONFIRM

MOST_PAST = 20


@dataclass(frozen=True, slots=True)
class Question:
    """Something to ask; `line` of the résumé that answers it, or may ("" for none). `hidden`: it does (MISSION H32)."""

    text: str
    line: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier call, by whom."""

    call: CandidateCall
    by: str
    asked: list[tuple[bool, str, str]]


@dataclass(frozen=True, slots=True)
class Script:
    """What is said, in which language and direction; `aloud` asks a doubtful one to confirm."""

    steps: list[rules.Step]
    language: str
    direction: str
    aloud: str
    last_question: str


def questions(application: Application, plan: CallPlan) -> list[Question]:
    """The opening's own questions, then the requirements nobody found an answer to."""
    own = rules.questions(plan.questions)
    lines = found_in(application, [words for _question, words in own] + list(application.opening.requirements))
    texts = [question for question, _words in own] + list(application.opening.requirements)
    return [
        Question(text, line.evidence, line.verdict == "met") for text, line in zip(texts, lines, strict=True) if text
    ]


def script(actor: Actor, application: Application, way: rules.Way) -> Script:
    """The script of the call in the candidate's language."""
    contact, opening = contact_of(application), application.opening
    spoken = saying.tongue(opening.zone, contact.language, opening.language)
    theirs = said.VOCABULARY.tongue(opening.zone, contact.language, opening.language)
    values = {
        "name": contact.name,
        "recruiter": actor.name,
        "company": opening.company,
        "job": opening.title,
        "place": said.place(theirs, opening),
        "pay": said.pay(theirs, opening),
    }
    steps, words = rules.script(spoken.words, way, values), spoken.words
    return Script(steps, spoken.language, words["direction"], words["aloud"], words["last_question"])


def spelled(application: Application, address: str) -> tuple[list[rules.Spelled], str]:
    """An address by the spelling alphabet of the call's language, and where that is from (MISSION H34)."""
    contact = contact_of(application)
    language = saying.tongue(contact.zone, contact.language, application.opening.language).language
    table = saying.alphabet(language)
    return rules.spelled(address, table.letters, table.signs), table.source


def past(application: Application) -> list[Past]:
    """Earlier calls, the newest first."""
    names = member_names(application.organisation_id, gone_too=True)
    rows = CandidateCall.objects.filter(application=application).exclude(outcome="").prefetch_related("asked")
    return [
        Past(row, names.get(row.by_id or 0, ""), [(one.theirs, one.question, one.answer) for one in row.asked.all()])
        for row in rows.order_by("-id")[:MOST_PAST]
    ]


def confirmed_at(application: Application) -> datetime | None:
    """When the address they have now was confirmed letter by letter; None: never."""
    rows = CandidateCall.objects.filter(application=application).exclude(email_confirmed_at=None).order_by("-id")
    return next((row.email_confirmed_at for row in rows[:MOST_PAST] if row.email == application.email), None)


def number_is_wrong(application: Application) -> bool:
    """Whether the number they have now was somebody else's the last time."""
    last = CandidateCall.objects.filter(application=application).exclude(outcome="").order_by("-id").first()
    wrong = last is not None and last.outcome == CandidateCall.Outcome.WRONG_NUMBER
    return wrong and last is not None and last.number == application.phone


def shown_number(actor: Actor, application: Application) -> str:
    """Their number, in full with the right to see numbers; "" without one."""
    if not application.phone:
        return ""
    clear = actor.may("numbers.see", ("opening", application.opening_id))
    return phones.shown(application.phone) if clear else phones.masked(application.phone)


def local_time(zone: str) -> datetime:
    """The clock where they are."""
    return clock.now().astimezone(ZoneInfo(zone))


def lines(organisation_id: int, promise_ids: Iterable[int]) -> dict[int, Line]:
    """What Today says of calls to candidates, and of messages that must go out."""
    rows = Promise.objects.filter(
        organisation_id=organisation_id, id__in=list(promise_ids), kind__in=(CALL, INVITE, CONFIRM)
    )
    promised = list(rows.values_list("id", "kind", "subject_id"))
    of_interviews = [subject or 0 for _id, kind, subject in promised if kind == CONFIRM]
    held = dict(Interview.objects.filter(pk__in=of_interviews).values_list("pk", "application_id"))
    about = {key: held.get(subject or 0) if kind == CONFIRM else subject for key, kind, subject in promised}
    kinds = {key: kind for key, kind, _subject in promised}
    ids = [one for one in about.values() if one is not None]
    found = Application.objects.filter(organisation_id=organisation_id, pk__in=ids)
    titles = dict(found.values_list("pk", "opening__title"))
    return {
        key: _line(kinds[key], application_id, titles[application_id])
        for key, application_id in about.items()
        if application_id is not None and application_id in titles
    }


def _line(kind: str, application_id: int, title: str) -> Line:
    if kind == INVITE:
        words, page = _("Send the interview invitation: %(post)s"), "hiring:interview-plan"
    elif kind == CONFIRM:
        words, page = _("Call to confirm the interview: %(post)s"), "hiring:call"
    else:
        words, page = _("Call a candidate: %(post)s"), "hiring:call"
    return Line(words % {"post": title}, "", reverse(page, args=[application_id]))


def facts(organisation_id: int, promise_id: int) -> list[Fact]:
    """What comes up as the recruiter's phone rings: the post, with the way to the card."""
    line = lines(organisation_id, [promise_id]).get(promise_id)
    return [] if line is None else [Fact(_("Candidate"), line.title, line.url)]
