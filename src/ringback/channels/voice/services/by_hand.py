"""A member calls somebody they owe a call: their own phone rings first, then the other one."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from ringback.base.accounts.services import Actor, dialling_stopped
from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError, StoppedError
from ringback.channels.voice.models import Agent, HuntGroup
from ringback.channels.voice.services.afterwards import CALL_AGAIN, DOOR
from ringback.channels.voice.services.calls import CallOrder, place
from ringback.core.people import services as people
from ringback.core.promises import services as promises
from ringback.core.promises.services import Attempt, HandedOver, Promise

RING_SECONDS = 120


def call_promised(actor: Actor, promise_id: int, generation: int, number: str = "") -> Promise:
    """Keep a promise by a call from the member's own phone to the person's number, now (MISSION C7).

    `number` (E.164): where they gave one with what this is about; "": the first known of them.

    Raises FieldError when either has no number, StoppedError while dialling is stopped, ConflictError when the number
    is being called already or the promise was changed meanwhile.
    """
    if why := dialling_stopped(actor.organisation_id):
        raise StoppedError(why)
    group = _own_group(actor)

    def keep(promise: Promise, attempt: Attempt) -> HandedOver:
        place(_order(actor, group, promise, attempt, number))
        return HandedOver()

    return promises.take_up(actor, promise_id, generation, keep)


def call_back(actor: Actor, person_id: int, why: str) -> Promise:
    """Promise a person a call by the actor, and make it now from the actor's own phone.

    For whom nothing is promised any more that could be taken up. Raises as `call_promised`; then nothing is promised.
    """
    group = _own_group(actor)
    with transaction.atomic():
        promise = promises.make(
            promises.Draft(
                organisation_id=actor.organisation_id,
                door=DOOR,
                kind=CALL_AGAIN,
                channel="voice",
                due_at=clock.now(),
                grace_seconds=RING_SECONDS,
                person_id=person_id,
                owner_id=actor.member_id,
                group_id=group.pk,
                automatic=False,
                content={"why": why},
            )
        )
        return call_promised(actor, promise.pk, promise.generation)


def may_call(actor: Actor) -> bool:
    """Whether the member has a phone here, in a hunt group that says through which trunk it calls."""
    return _groups_of(actor).exists()


def _own_group(actor: Actor) -> HuntGroup:
    group = _groups_of(actor).first()
    if group is None:
        raise FieldError("phone", "You have no phone here yet.", "Ask an admin to add you to a hunt group.")
    return group


def _groups_of(actor: Actor) -> QuerySet[HuntGroup]:
    own = Agent.objects.filter(organisation_id=actor.organisation_id, member_id=actor.member_id or 0, active=True)
    return HuntGroup.objects.filter(organisation_id=actor.organisation_id, places__agent__in=own).order_by("id")


def _order(actor: Actor, group: HuntGroup, promise: Promise, attempt: Attempt, number: str) -> CallOrder:
    reach = people.reach_of(promise.organisation_id, promise.person_id)
    if not number and not reach.phones:
        raise FieldError("phone", "No number of this person is known.", "Add one on their page.")
    now = clock.now()
    return CallOrder(
        organisation_id=promise.organisation_id,
        promise_id=promise.pk,
        attempt_id=attempt.pk,
        key=attempt.key,
        group_id=group.pk,
        person_id=promise.person_id,
        number=number or reach.phones[0],
        requested_at=now,
        expires_at=now + timedelta(seconds=RING_SECONDS),
        whisper_words={"name": reach.name},
        member_id=actor.member_id,
    )
