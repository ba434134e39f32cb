"""What everybody would be told by a decision: looked at before anything is done (MISSION H18, H19)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError
from ringback.base.kit.lines import paragraphs
from ringback.channels.messages.services import MessageOrder, Writer, Written, carries
from ringback.doors.hiring.answers import rules
from ringback.doors.hiring.answers.models import Answer
from ringback.doors.hiring.answers.rules import Way
from ringback.doors.hiring.answers.wording import KINDS
from ringback.doors.hiring.asking import saying as asking
from ringback.doors.hiring.candidates.models import Application, State
from ringback.doors.hiring.candidates.services import contact_of, waiting
from ringback.doors.hiring.goodbye.links import status_url
from ringback.doors.hiring.goodbye.services import manners_of
from ringback.doors.hiring.openings.models import Opening
from ringback.doors.hiring.openings.services import opening_of

_TEXTS = ("message", "resume_text", "merits", "reserve_reason")
MOST_MERITS = 600
LONGEST_DELAY = 7 * 86_400


@dataclass(frozen=True, slots=True)
class Plan:
    """A decision about to be taken: `kinds` by application where another than `usual` is right for it."""

    hired_id: int | None = None
    runner_up_id: int | None = None
    merits: str = ""
    usual: str = Answer.Kind.ANOTHER
    kinds: Mapping[int, str] = field(default_factory=dict)
    delay_seconds: int = 7200


@dataclass(frozen=True, slots=True)
class Prepared:
    """What one candidate would be told, and how; `written` None where somebody has to call."""

    application: Application
    kind: str
    way: Way
    order: MessageOrder
    written: Written | None

    @property
    def label(self) -> str:
        """The kind in words."""
        return str(Answer.Kind(self.kind).label)


def prepare(actor: Actor, opening_id: int, plan: Plan) -> list[Prepared]:
    """Everybody who waits and would be told, the runner-up first. Few queries, whatever their number.

    Raises FieldError for somebody who is not waiting, or a kind there is not.
    """
    opening = opening_of(actor, opening_id, "hiring.act")
    return prepared(opening, plan, Writer(opening.organisation_id))


def prepared(opening: Opening, plan: Plan, writer: Writer) -> list[Prepared]:
    """As `prepare`, for who was let in already."""
    found = {row.pk: row for row in _rows(opening)}
    check(plan, found)
    others = [row for key, row in found.items() if key != plan.hired_id]
    others.sort(key=lambda row: (row.pk != plan.runner_up_id, row.name.lower(), row.pk))
    texts = carries("sms")
    asks = manners_of(opening.pk).asks_treatment
    return [_prepared(opening, plan, writer, row, texts=texts, asks=asks) for row in others]


def check(plan: Plan, found: Mapping[int, Application]) -> None:
    """Raise FieldError for what cannot be decided."""
    for name, chosen in (("hired", plan.hired_id), ("runner_up", plan.runner_up_id)):
        if chosen is not None and chosen not in found:
            raise FieldError(name, _("They do not wait for an answer."), _("Choose somebody from the list."))
    if plan.runner_up_id is not None and plan.runner_up_id == plan.hired_id:
        raise FieldError("runner_up", _("One cannot be both."), _("Choose somebody else, or nobody."))
    known = {Answer.Kind.ANOTHER, Answer.Kind.INTERNAL, Answer.Kind.KEPT}
    if plan.usual not in known or not set(plan.kinds.values()) <= known:
        raise FieldError("usual", _("This is none of the choices."), _("Choose one from the list."))
    if not 0 <= plan.delay_seconds <= LONGEST_DELAY:
        raise FieldError("delay", _("This is out of range."), _("Choose up to a week."))


def undecided(opening_id: int) -> QuerySet[Application]:
    """Who waits for an answer, is not hired, and has no answer on its way."""
    standing = Answer.objects.filter(cancelled_at=None, application=OuterRef("pk"))
    return waiting(opening_id).exclude(state=State.HIRED).exclude(Exists(standing)).defer(*_TEXTS)


def _rows(opening: Opening) -> list[Application]:
    found = list(undecided(opening.pk)[: rules.MOST_ANSWERS])
    for row in found:
        row.opening = opening
    return found


def _prepared(opening: Opening, plan: Plan, writer: Writer, row: Application, *, texts: bool, asks: bool) -> Prepared:
    kind = rules.kind_for(row.pk, plan.runner_up_id, dict(plan.kinds), plan.usual)
    contact = contact_of(row)
    way = rules.way_to(contact.email, contact.phone, texts=texts)
    order = MessageOrder(
        opening.organisation_id,
        way if way is not Way.CALL else "mail",
        KINDS[kind].slug,
        contact.phone if way is Way.SMS else contact.email,
        person_id=row.person_id,
        language=contact.language,
        values={
            "name": contact.name,
            "post": opening.title,
            "merits": paragraphs(plan.merits, MOST_MERITS),
            **(_asking(row, contact.language) if asks and way is Way.MAIL else {}),
        },
        at_most_once=True,
        due_at=clock.now() + timedelta(seconds=plan.delay_seconds),
        door="hiring",
        reply_to=opening.contact_email or None,
    )
    return Prepared(row, kind, way, order, None if way is Way.CALL else writer.preview(order))


def _asking(row: Application, language: str) -> dict[str, str]:
    """The line that asks how they were treated, and where they say it (MISSION H22)."""
    return {"treated": asking.VOCABULARY.words(language)["line"], "link": status_url(row)}
