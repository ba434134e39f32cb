"""Minding the clock of open promises: seen missed, seen expired, members reminded of them, leads told."""

from datetime import datetime

from ringback.core.promises.models import Promise, State
from ringback.core.promises.rules import Alarm, Decision, Ringing, Verdict
from ringback.core.promises.services.life import open_alarms, ring_all, set_wake, settle
from ringback.core.promises.services.notices import NOTICE, notify
from ringback.core.promises.services.targets import lead_ids


def mind(promise: Promise, at: datetime) -> None:
    """See a locked, open promise expire or miss its deadline, and give its alarms, without trying to keep it."""
    if promise.state == State.PENDING and promise.expires_at is not None and promise.expires_at <= at:
        settle(promise, Decision(Verdict.EXPIRED), at)
        return
    if promise.missed_at is None and promise.deadline_at <= at:
        promise.missed_at = promise.deadline_at
    _ring(promise, [one for one in open_alarms(promise) if one.at <= at])
    promise.minded_at = at
    set_wake(promise)
    promise.save(update_fields=["missed_at", "wake_at", "minded_at"])
    ring_all([promise])


def _ring(promise: Promise, ringing: list[Ringing]) -> None:
    """Tell the owner the last of what is due to be told (after an absence: once), and the leads their part."""
    if promise.kind == NOTICE:
        return
    escalated = [one for one in ringing if one.alarm is Alarm.ESCALATED]
    own = [one for one in ringing if one.alarm is not Alarm.ESCALATED]
    if own:
        _tell(promise, own[-1], [promise.owner_id] if promise.owner_id else lead_ids(promise))
    if escalated:
        _tell(promise, escalated[-1], lead_ids(promise))


def _tell(promise: Promise, one: Ringing, member_ids: list[int]) -> None:
    notify(
        promise.organisation_id,
        member_ids,
        f"promise_{one.alarm}",
        {
            "promise_id": promise.pk,
            "owner_id": promise.owner_id,
            "kind": promise.kind,
            "direction": promise.direction,
            "due_at": promise.due_at.isoformat(),
        },
        url="/",
        key=f"promise {promise.pk} {one.alarm} {one.at:%Y%m%dT%H%M%S}",
        door=promise.door,
        person_id=promise.person_id,
    )
