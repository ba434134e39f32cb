"""Calling by an account of one's own: its rows are made for one call, never recorded, and emptied with its end."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, dialling_stopped, require
from ringback.base.kit import clock, ids
from ringback.base.kit.errors import ConflictError, NotFoundError, StoppedError
from ringback.channels.voice.models import Agent, Call, HuntGroup, HuntGroupMember, Stage, Trunk
from ringback.channels.voice.own_line import checking
from ringback.channels.voice.own_line.checking import Account
from ringback.channels.voice.own_line.forgetting import forget
from ringback.channels.voice.own_line.models import OwnLine
from ringback.channels.voice.services.calls import CallOrder, Progress, end_call, progress_by_id, write_call
from ringback.channels.voice.spending.models import DayLimit

PERMISSION = "line.own"
RING_SECONDS = 60
# Where nobody has set a limit: a whole day of calls is less.
MOST_MINUTES, MOST_DIALS = 300, 100


def call_by_own_line(actor: Actor, account: Account, number: str) -> Call:
    """Ring the account's phone, then `number` (E.164) through it, and join them. `account` as `checking.placed` it.

    One call at a time: raises ConflictError while another is under way or the number is being called, StoppedError
    while dialling is stopped, FieldError for a number that is not called from here, NotAllowedError.
    """
    require(actor, PERMISSION)
    if why := dialling_stopped(actor.organisation_id):
        raise StoppedError(why)
    number = checking.ordinary(number, "number")
    with transaction.atomic():
        forget_ended()
        limits = {"most_minutes": MOST_MINUTES, "most_dials": MOST_DIALS}
        DayLimit.objects.get_or_create(organisation_id=actor.organisation_id, defaults=limits)
        trunk, agent, group = _rows(actor, account)
        call = write_call(_order(actor, group, number), {"words": {}, "agents": [agent.pk], "own_line": True})
        made = OwnLine(organisation_id=actor.organisation_id, call=call, trunk=trunk, agent=agent, group=group)
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError as error:
            raise ConflictError(_("Another call of yours is under way: end it first.")) from error
        audit(actor, "called by own line", f"call {call.call_id}")
    return call


def end_own_call(actor: Actor, call_id: int) -> None:
    """End the actor's call. Raises ConflictError when it has ended already, NotFoundError for anybody else's."""
    require(actor, PERMISSION)
    with transaction.atomic():
        mine = OwnLine.objects.filter(organisation_id=actor.organisation_id, call_id=call_id)
        call = Call.objects.select_for_update(of=("self",)).filter(pk__in=mine.values("call_id")).first()
        if call is None:
            raise NotFoundError(_("There is no such call."))
        end_call(call, "ended by the caller", actor.member_id)
        forget_ended()


def own_call(actor: Actor, call_id: int) -> Progress | None:
    """How far a call of the actor's organisation has come."""
    require(actor, PERMISSION)
    return progress_by_id(actor.organisation_id, call_id)


def forget_ended() -> int:
    """Forget every call by an own line that has ended, however it did; how many. In the caller's transaction.

    One that no voice process has taken in time ends here.
    """
    late = Call.objects.filter(stage=Stage.PLANNED, ended_at=None, expires_at__lt=clock.now())
    for call in late.filter(pk__in=OwnLine.objects.values("call_id")):
        end_call(call, "", None)
    over = OwnLine.objects.filter(call__ended_at__isnull=False).values_list("call_id", flat=True)
    gone = list(over)
    if gone:
        forget(gone)
    return len(gone)


def sweep() -> int:
    """`forget_ended` in a transaction of its own."""
    with transaction.atomic():
        return forget_ended()


def _rows(actor: Actor, account: Account) -> tuple[Trunk, Agent, HuntGroup]:
    ours = actor.organisation_id
    trunk = Trunk.objects.create(
        organisation_id=ours,
        name="",
        host=account.host,
        port=account.port,
        from_domain=account.domain,
        username=account.username,
        secret=account.secret,
        caller_id=account.caller_id,
        channels=2,
        answers=False,
    )
    agent = Agent.objects.create(
        organisation_id=ours,
        name="",
        address=account.phone,
        trunk=trunk,
        wrap_up_seconds=0,
    )
    group = HuntGroup.objects.create(
        organisation_id=ours, name="", trunk=trunk, record=False, prefers_known=False, plays_music=False
    )
    HuntGroupMember.objects.create(group=group, agent=agent, position=1, ring_seconds=30)
    return trunk, agent, group


def _order(actor: Actor, group: HuntGroup, number: str) -> CallOrder:
    now = clock.now()
    return CallOrder(
        organisation_id=actor.organisation_id,
        promise_id=None,
        attempt_id=None,
        key=f"own-{ids.public_id()}",
        group_id=group.pk,
        person_id=None,
        number=number,
        requested_at=now,
        expires_at=now + timedelta(seconds=RING_SECONDS),
    )
