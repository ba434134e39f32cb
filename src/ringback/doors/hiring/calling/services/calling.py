"""Calling a candidate: whether one may, by which phone, and for which promise."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, acting_for, audit, place_of
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.channels.voice import services as voice
from ringback.core.hours import services as hours
from ringback.core.people import services as people
from ringback.core.promises import services as promises
from ringback.core.promises.services import Direction, Draft, Promise, State
from ringback.doors.hiring.calling import rules
from ringback.doors.hiring.calling.models import CandidateCall
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.candidates.services import application_of, contact_of
from ringback.doors.hiring.goodbye import services as goodbyes
from ringback.doors.hiring.interviews.services import CONFIRM

if TYPE_CHECKING:
    from ringback.channels.voice.services import Progress

DOOR = "hiring"
CALL = "hiring.call"
INVITE = "hiring.invite"
_RING_SECONDS = 120
_BY_APPLICATION = (goodbyes.KIND, goodbyes.CALL_FIRST, CALL)
OPEN = (State.PENDING, State.KEEPING)


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether the candidate may be called now: `why` not in words, and from when on; None: nobody can say.

    `zone` is where they are thought to be, and `known` how that is known.
    """

    why: str
    opens_at: datetime | None
    zone: str
    known: str

    @property
    def now(self) -> bool:
        return not self.why


def permission(application: Application, about: Promise | None = None) -> Permission:
    """Whether they may be called now: not closed, and an hour that suits (or that they named themselves)."""
    contact, ours = contact_of(application), application.organisation_id
    where = hours.zones_for(
        ours,
        phone=contact.phone,
        said=application.zone,
        city=application.city,
        country=place_of(ours)[1],
        place=application.opening.zone,
    )
    known, zone = hours.known_words(where), where.zones[0]
    refusal = people.may_contact(ours, application.person_id, "voice", contact.phone) if contact.phone else None
    if refusal is not None:
        return Permission(refusal.words, None, zone, known)
    now = clock.now()
    answer = hours.asked(ours, now, zones=where.zones)
    if answer.at == now or _named(about, now):
        return Permission("", now, zone, known)
    reasons = hours.telling(answer.reasons)
    return Permission("; ".join(hours.reason_words(one) for one in reasons), answer.at, zone, known)


def _named(about: Promise | None, now: datetime) -> bool:
    """Whether they asked for this very hour."""
    return about is not None and bool(about.content.get("named")) and abs(about.due_at - now) <= rules.NAMED_HOUR


def due_promise(application: Application) -> Promise | None:
    """The call that is promised to them, the soonest due; None where none is."""
    interviews = application.interviews.values("id")
    mine = Q(kind__in=_BY_APPLICATION, subject_id=application.pk) | Q(kind=CONFIRM, subject_id__in=interviews)
    ours = Promise.objects.filter(mine, organisation_id=application.organisation_id, door=DOOR, state__in=OPEN)
    calls = ours.filter(channel="voice", direction=Direction.WE_CONTACT).order_by("due_at", "id")
    ringing = CandidateCall.objects.filter(application=application, outcome="").values("dialled_id")
    return calls.exclude(id__in=ringing.exclude(dialled=None)).first()


def open_call(application: Application) -> CandidateCall | None:
    """The call of which nobody has said yet what came of it."""
    return CandidateCall.objects.filter(application=application, outcome="").select_related("about", "dialled").first()


def progress(call: CandidateCall) -> "Progress | None":
    """How far our phones have come with it; None where another phone is used."""
    return voice.progress(call.dialled_id) if call.dialled_id is not None else None


def call_candidate(actor: Actor, application_id: int, way: str, *, other_phone: bool = False) -> CandidateCall:
    """Ring the actor's phone, then the candidate's; with `other_phone` they dial by themselves.

    A call whose end nobody has told is dialled again. Raises FieldError (no number, no phone, not at this hour),
    ConflictError where somebody is on the line with them, StoppedError while dialling is stopped.
    """
    with transaction.atomic():
        application = application_of(actor, application_id, "hiring.act", locked=True)
        if application.person_id is None:
            raise ConflictError(_("They were erased: nobody can be reached any more."))
        found = open_call(application)
        about = found.about if found is not None else due_promise(application)
        number = _checked(application, about)
        if found is None:
            found = _begun(actor, application, way, number, about)
        elif (standing := progress(found)) is not None and standing.ended_at is None:
            raise ConflictError(_("They are being called already."))
        if not other_phone:
            found.dialled = _dial(actor, application, number, found.dialled)
            found.save(update_fields=["dialled"])
        audit(actor, "candidate.called", f"application {application.pk}", way=found.way)
    return found


def answered(actor: Actor, application_id: int) -> CandidateCall:
    """They answered at another phone: the time runs from now on. Raises ConflictError without an open call."""
    with transaction.atomic():
        found = standing_call(actor, application_id)
        if found.talked_at is None:
            found.talked_at = clock.now()
            found.save(update_fields=["talked_at"])
    return found


def standing_call(actor: Actor, application_id: int) -> CandidateCall:
    """The open call of an application the actor may act on, both locked. Raises ConflictError where there is none."""
    application = application_of(actor, application_id, "hiring.act", locked=True)
    found = open_call(application)
    if found is None:
        raise ConflictError(_("There is no call under way: begin one first."))
    found.application = application
    return found


def _checked(application: Application, about: Promise | None) -> str:
    number = contact_of(application).phone
    if not number:
        raise FieldError("phone", _("No number of this candidate is known."), _("Add one under Contact."))
    may = permission(application, about)
    if not may.now:
        raise FieldError("phone", _("They may not be called now."), may.why)
    return number


def _begun(actor: Actor, application: Application, way: str, number: str, about: Promise | None) -> CandidateCall:
    if way not in tuple(rules.Way):
        raise FieldError("way", _("This is none of the choices."), _("Choose one from the list."))
    try:
        with transaction.atomic():
            return CandidateCall.objects.create(
                application=application, by_id=actor.member_id, way=way, number=number, about=about
            )
    except IntegrityError as error:
        raise ConflictError(_("They are being called already.")) from error


def _dial(actor: Actor, application: Application, number: str, earlier: Promise | None) -> Promise:
    """Our own phones ring by a promise of their own: what is promised to the candidate is judged by what is said."""
    house = acting_for(actor)
    if earlier is not None and earlier.state in OPEN:
        return voice.call_promised(house, earlier.pk, earlier.generation, number=number)
    made = promises.make(draft(actor, application, clock.now(), _RING_SECONDS))
    return voice.call_promised(house, made.pk, made.generation, number=number)


def draft(
    actor: Actor, application: Application, due_at: datetime, grace_seconds: int, *, named: bool = False
) -> Draft:
    """A call to a candidate that the actor makes. `named`: the candidate asked for that hour."""
    return Draft(
        organisation_id=application.organisation_id,
        door=DOOR,
        kind=CALL,
        channel="voice",
        due_at=due_at,
        subject_id=application.pk,
        person_id=application.person_id,
        owner_id=actor.member_id,
        automatic=False,
        grace_seconds=grace_seconds,
        content={"zone": application.zone, "place": application.opening.zone, "named": named},
    )
