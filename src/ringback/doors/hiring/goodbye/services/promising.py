"""Promising an answer at goodbye: in ten seconds, to one contact, by somebody."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, acting_for, audit, member_names
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.base.kit.lines import one_line
from ringback.core.promises import services as promises
from ringback.core.promises.services import Direction, Draft, Policy, Promise, State, policy_for
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.candidates.services import application_of, contact_of
from ringback.doors.hiring.goodbye import rules
from ringback.doors.hiring.goodbye.models import Goodbye
from ringback.doors.hiring.goodbye.services.manners import manners_of
from ringback.doors.hiring.openings.services import norm_for

DOOR = "hiring"
KIND = "hiring.answer"
CALL_FIRST = "hiring.call_first"
REASONS = "hiring.reasons"
# Whoever answers is reminded an hour before, and a lead hears of it an hour after it was missed (MISSION H5).
ANSWER_POLICY = Policy(remind_before_seconds=(3600,), escalate_after_seconds=3600)
_OPEN = (State.PENDING, State.KEEPING)


@dataclass(frozen=True, slots=True)
class GoodbyeValues:
    """What is said at goodbye. `contact` "": the candidate's own for the channel, or ours where they contact us.

    `agreed`: they know of the new time where one was promised before, so that lateness counts from there.
    """

    due_at: datetime
    owner_id: int | None = None
    direction: str = Direction.WE_CONTACT
    channel: str = Goodbye.Channel.VOICE
    contact: str = ""
    leaning: str = ""
    agreed: bool = True


def usual_goodbye(application: Application, member_id: int | None) -> GoodbyeValues:
    """What is mostly right: the decision's date or the norm, by whoever looks after them, the way they can be had."""
    opening, contact = application.opening, contact_of(application)
    last = last_goodbye(application.pk)
    norm = norm_for(application.organisation_id, opening.level)
    return GoodbyeValues(
        due_at=rules.usual_due(clock.now(), norm.from_days, opening.decide_at, opening.zone),
        owner_id=application.owner_id or opening.owner_id or member_id,
        channel=Goodbye.Channel.VOICE if contact.phone else Goodbye.Channel.MAIL,
        leaning=last.leaning if last else "",
    )


def say_goodbye(actor: Actor, application_id: int, values: GoodbyeValues) -> Goodbye:
    """Promise an answer, or move the one that was promised (MISSION H3, H4). Raises FieldError, ConflictError."""
    with transaction.atomic():
        application = application_of(actor, application_id, "hiring.act", locked=True)
        if application.person_id is None:
            raise ConflictError(_("They were erased: nobody can be reached any more."))
        values = _checked(application, values)
        made = Goodbye.objects.create(
            application=application,
            promise=_promised(actor, application, values),
            owner_id=values.owner_id,
            direction=values.direction,
            channel=values.channel,
            contact=values.contact,
            leaning=values.leaning,
            due_at=values.due_at,
            by_id=actor.member_id,
        )
        audit(actor, "answer.promised", f"application {application.pk}", due_at=values.due_at.isoformat())
    return made


def last_goodbye(application_id: int) -> Goodbye | None:
    """The newest, with its promise."""
    rows = Goodbye.objects.filter(application_id=application_id).select_related("promise")
    return rows.order_by("-id").first()


def open_promises(application_ids: Iterable[int]) -> dict[int, Promise]:
    """The open promise of an answer for each application that has one."""
    rows = Promise.objects.filter(door=DOOR, kind=KIND, subject_id__in=list(application_ids), state__in=_OPEN)
    return {row.subject_id or 0: row for row in rows.order_by("-id")}


def _promised(actor: Actor, application: Application, values: GoodbyeValues) -> Promise:
    standing = open_promises([application.pk]).get(application.pk)
    house = acting_for(actor)
    if standing is not None and (standing.direction, standing.channel) == (values.direction, values.channel):
        moved = promises.reschedule(house, standing.pk, standing.generation, values.due_at, by_person=values.agreed)
        if values.owner_id is not None and moved.owner_id != values.owner_id:
            promises.hand_over(house, [moved.pk], values.owner_id, "")
        return moved
    if standing is not None:
        promises.cancel(house, standing.pk, _("Promised anew, another way."))
    made = promises.make(
        Draft(
            organisation_id=application.organisation_id,
            door=DOOR,
            kind=KIND,
            channel=values.channel,
            due_at=values.due_at,
            subject_id=application.pk,
            person_id=application.person_id,
            owner_id=values.owner_id,
            direction=values.direction,
            automatic=False,
            policy=policy_for(application.organisation_id, DOOR, KIND, ANSWER_POLICY),
            grace_seconds=rules.GRACE_SECONDS,
            content={"zone": application.zone, "place": application.opening.zone},
        )
    )
    if standing is not None:
        promises.carry_link(standing.pk, made)
    return made


def _checked(application: Application, values: GoodbyeValues) -> GoodbyeValues:
    promises.check_ahead("due_at", values.due_at)
    if values.direction not in Direction.values or values.channel not in Goodbye.Channel.values:
        raise FieldError("channel", _("This is none of the choices."), _("Choose one from the list."))
    if values.leaning and values.leaning not in Goodbye.Leaning.values:
        raise FieldError("leaning", _("This is none of the choices."), _("Choose one from the list."))
    if values.owner_id is not None and values.owner_id not in member_names(application.organisation_id):
        raise FieldError("owner", _("There is no such member."), _("Choose one from the list."))
    contact = one_line(values.contact, 320) or _usual_contact(application, values)
    if not contact:
        raise FieldError("contact", _("There is no way to reach them like this."), _("Say which number or address."))
    return replace(values, contact=contact)


def _usual_contact(application: Application, values: GoodbyeValues) -> str:
    opening, theirs = application.opening, contact_of(application)
    by_mail = values.channel == Goodbye.Channel.MAIL
    if values.direction == Direction.THEY_CONTACT:
        return opening.contact_email if by_mail else opening.contact_phone
    return theirs.email if by_mail else theirs.phone


def calls_with_answer(actor: Actor, application: Application, due_at: datetime) -> Promise:
    """Promise a call with the decision, by whoever looks after them; one that is promised already stands."""
    standing = open_promises([application.pk]).get(application.pk)
    return standing or _call(actor, application, due_at, KIND)


def call_first(actor: Actor, application: Application, due_at: datetime) -> Promise:
    """Promise the house to call a runner-up first, since the chosen one has left (MISSION H17)."""
    return _call(actor, application, due_at, CALL_FIRST)


def promise_reasons(actor: Actor, application_id: int) -> Promise:
    """They asked in writing why: reasons in writing are promised within seven days, once (MISSION H20).

    Raises ConflictError where the opening does not give any.
    """
    with transaction.atomic():
        application = application_of(actor, application_id, "hiring.act")
        if not manners_of(application.opening_id).written_reasons or application.person_id is None:
            raise ConflictError(_("Reasons in writing are not given for this opening."))
        audit(actor, "reasons.asked", f"application {application.pk}")
        return _call(actor, application, clock.now() + rules.REASONS_WITHIN, REASONS)


def _call(actor: Actor, application: Application, due_at: datetime, kind: str) -> Promise:
    organisation_id = application.organisation_id
    return promises.make(
        Draft(
            organisation_id=organisation_id,
            door=DOOR,
            kind=kind,
            channel="mail" if kind == REASONS else "voice",
            made_key=f"reasons {application.pk}" if kind == REASONS else None,
            due_at=due_at,
            subject_id=application.pk,
            person_id=application.person_id,
            owner_id=application.owner_id or application.opening.owner_id or actor.member_id,
            automatic=False,
            policy=policy_for(organisation_id, DOOR, kind, ANSWER_POLICY),
            grace_seconds=rules.CALL_GRACE_SECONDS,
            content={"zone": application.zone, "place": application.opening.zone, "decision": True},
        )
    )
