"""A client's promised decision: a promise of its own, which the candidate's answer waits for, and which is chased."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, acting_for, audit
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, NotFoundError
from ringback.core.promises import services as promises
from ringback.core.promises.services import Direction, Draft, Policy, Promise, policy_for
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.candidates.services import application_of
from ringback.doors.hiring.clients.models import Client, ClientDecision
from ringback.doors.hiring.clients.services.keeping import client_of_opening
from ringback.doors.hiring.goodbye.models import Blocker
from ringback.doors.hiring.goodbye.services import BlockerValues, block

DOOR = "hiring"
DECISION, CHASE, CALL = "hiring.client_decision", "hiring.client_chase", "hiring.client_call"
DECISION_POLICY = Policy(remind_before_seconds=(3600,), escalate_after_seconds=86_400)
# They are written to when it was due, and two days later; two days after that somebody calls them.
CHASE_POLICY = Policy(retries={"no_answer": (2 * 86_400, 2 * 86_400)})
GRACE_SECONDS = 3600


def await_decision(actor: Actor, application_id: int, due_at: datetime) -> ClientDecision:
    """Note that the client promised to decide about a candidate by then. Raises FieldError, ConflictError."""
    promises.check_ahead("due_at", due_at)
    with transaction.atomic():
        application = application_of(actor, application_id, "hiring.act", locked=True)
        client = client_of_opening(application.opening_id)
        if client is None:
            raise ConflictError(_("This opening belongs to no client."))
        if application.person_id is None:
            raise ConflictError(_("They were erased: there is nobody to decide about."))
        if ClientDecision.objects.filter(application=application, client=client, closed_at=None).exists():
            raise ConflictError(_("They have promised already: move that instead."))
        values = BlockerValues(name=_name_of(client), reason=Blocker.Reason.CLIENT, due_at=due_at)
        blocker = block(actor, application_id, values)
        blocker.promise = promises.make(_draft(actor, application, client, DECISION, due_at, blocker.pk))
        blocker.save(update_fields=["promise"])
        made = ClientDecision(
            client=client, application=application, blocker=blocker, first_due_at=due_at, due_at=due_at
        )
        made.save()
        chased_at = due_at + timedelta(seconds=GRACE_SECONDS)
        made.chase = promises.make(_chase(application, made, chased_at))
        made.save(update_fields=["chase"])
        audit(actor, "client.promised", f"application {application_id}", due_at=due_at.isoformat())
    return made


def postpone(actor: Actor, decision_id: int, due_at: datetime) -> ClientDecision:
    """They asked for more time: everything moves, but by their first word they are late. Raises FieldError."""
    promises.check_ahead("due_at", due_at)
    with transaction.atomic():
        rows = ClientDecision.objects.select_for_update(of=("self",)).select_related("application", "blocker__promise")
        found = rows.filter(pk=decision_id, application__organisation_id=actor.organisation_id, closed_at=None).first()
        if found is None:
            raise NotFoundError(_("There is no such decision to be made."))
        application_of(actor, found.application_id, "hiring.act")
        chased_at = due_at + timedelta(seconds=GRACE_SECONDS)
        for promise, at in ((found.blocker.promise, due_at), (found.chase, chased_at)):
            if promise is not None and promise.closed_at is None:
                promises.reschedule(acting_for(actor), promise.pk, promise.generation, at)
        found.due_at = found.blocker.due_at = due_at
        found.save(update_fields=["due_at"])
        found.blocker.save(update_fields=["due_at"])
        if found.chase is None or found.chase.closed_at is not None:
            _end_open(actor, found)
            found.chase = promises.make(_chase(found.application, found, chased_at))
            found.save(update_fields=["chase"])
        audit(actor, "client.postponed", f"application {found.application_id}", due_at=due_at.isoformat())
    return found


def call_them(decision: ClientDecision) -> Promise:
    """Promise that somebody calls the client, since writing did not help; in the caller's transaction."""
    application = decision.application
    return promises.make(
        Draft(
            organisation_id=application.organisation_id,
            door=DOOR,
            kind=CALL,
            channel="house",
            due_at=clock.now() + timedelta(seconds=GRACE_SECONDS),
            subject_id=decision.pk,
            owner_id=application.owner_id or application.opening.owner_id,
            automatic=False,
            grace_seconds=GRACE_SECONDS,
            content={"zone": application.opening.zone, "place": application.opening.zone},
        )
    )


def over(actor: Actor, blocker_ids: list[int]) -> None:
    """What these blockers waited for is decided, or not needed: nobody chases it any more."""
    for found in ClientDecision.objects.filter(blocker_id__in=blocker_ids, closed_at=None).select_related("blocker"):
        found.closed_at = clock.now()
        found.answered_at = found.closed_at if found.blocker.decision else None
        found.save(update_fields=["closed_at", "answered_at"])
        _end_open(actor, found)


def client_owing(application_id: int) -> ClientDecision | None:
    """The decision that a client owes about the candidate, if any."""
    rows = ClientDecision.objects.filter(application_id=application_id, closed_at=None).select_related("client")
    return rows.order_by("-id").first()


def _end_open(actor: Actor, decision: ClientDecision) -> None:
    promises.cancel_about(acting_for(actor), DOOR, (CHASE, CALL), decision.pk, _("Not needed any more."))


def _draft(
    actor: Actor, application: Application, client: Client, kind: str, due_at: datetime, subject_id: int
) -> Draft:
    opening = application.opening
    return Draft(
        organisation_id=application.organisation_id,
        door=DOOR,
        kind=kind,
        channel="mail" if client.email else "voice",
        due_at=due_at,
        subject_id=subject_id,
        owner_id=application.owner_id or opening.owner_id or actor.member_id,
        direction=Direction.THEY_CONTACT,
        automatic=False,
        policy=policy_for(application.organisation_id, DOOR, DECISION, DECISION_POLICY),
        grace_seconds=GRACE_SECONDS,
        content={"zone": opening.zone, "place": opening.zone},
    )


def _chase(application: Application, decision: ClientDecision, due_at: datetime) -> Draft:
    return Draft(
        organisation_id=application.organisation_id,
        door=DOOR,
        kind=CHASE,
        channel="house",
        due_at=due_at,
        subject_id=decision.pk,
        policy=policy_for(application.organisation_id, DOOR, CHASE, CHASE_POLICY),
        grace_seconds=GRACE_SECONDS,
        at_most_once=False,
    )


def _name_of(client: Client) -> str:
    return f"{client.company} ({client.contact_name})" if client.contact_name else client.company
