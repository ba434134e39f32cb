"""Whoever must decide is told, promised to decide by then and reminded; whoever asked hears what they said (H9)."""

from collections.abc import Callable, Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ringback.base.accounts.services import Actor, acting_for, system_actor
from ringback.base.kit import clock
from ringback.channels.messages.services import NoticeKind
from ringback.core.promises import services as promises
from ringback.core.promises.services import Draft, Policy, Promise, policy_for
from ringback.doors.hiring.goodbye import rules
from ringback.doors.hiring.goodbye.models import Blocker
from ringback.doors.hiring.goodbye.services.promising import DOOR
from ringback.doors.hiring.openings.models import Opening

APPROVAL = "hiring.approval"
# Who must decide is reminded a day and an hour before; a lead hears of it a day after it was missed.
APPROVAL_POLICY = Policy(remind_before_seconds=(86_400, 3600), escalate_after_seconds=86_400)
_ALL_WAYS = ("desk", "push", "mail")
ASKED = NoticeKind("approval_asked", gettext_lazy("Your decision is asked for"), ("who", "post", "due_at"), _ALL_WAYS)
GIVEN = NoticeKind("approval_given", gettext_lazy("An approval was given"), ("who", "post", "by"))
DECLINED = NoticeKind("approval_declined", gettext_lazy("An approval was declined"), ("who", "post", "by"))
NOTICES = (ASKED, GIVEN, DECLINED)


# What else ends with a decision that was awaited: (who acts, the ids of the blockers), in the deciding transaction.
OverHandler = Callable[[Actor, list[int]], None]
_over: list[OverHandler] = []


def when_over(handler: OverHandler) -> None:
    """Let `handler` hear of decisions that were made, or are not needed any more; the same one is added once."""
    if handler not in _over:
        _over.append(handler)


def opening_of(blocker: Blocker) -> Opening:
    """The opening it is about, or whose candidate it is about."""
    found = blocker.opening if blocker.application is None else blocker.application.opening
    assert found is not None
    return found


def subject(blocker: Blocker) -> str:
    """What it is about, as the audit log names it."""
    return f"application {blocker.application_id}" if blocker.application_id else f"opening {blocker.opening_id}"


def url_of(blocker: Blocker) -> str:
    """The page on which it is decided."""
    if blocker.application_id is not None:
        return reverse("hiring:application", args=[blocker.application_id]) + "#answer"
    return reverse("hiring:approvals", args=[blocker.opening_id])


def ask(blocker: Blocker, opening: Opening) -> None:
    """Tell the member, and promise their decision; in the caller's transaction. Others than members hear nothing."""
    if blocker.member_id is None:
        return
    due_at = max(blocker.due_at or clock.now(), clock.now())
    blocker.promise = promises.make(
        Draft(
            organisation_id=opening.organisation_id,
            door=DOOR,
            kind=APPROVAL,
            channel="house",
            due_at=due_at,
            subject_id=blocker.pk,
            owner_id=blocker.member_id,
            automatic=False,
            policy=policy_for(opening.organisation_id, DOOR, APPROVAL, APPROVAL_POLICY),
            grace_seconds=rules.GRACE_SECONDS,
            content={"zone": opening.zone, "place": opening.zone},
        )
    )
    blocker.save(update_fields=["promise"])
    _tell(blocker, opening, [blocker.member_id], ASKED.slug, due_at=due_at.isoformat())


def over(actor: Actor, blocker: Blocker) -> None:
    """They have decided, or need not: the promise ends, and whoever asked hears of it; in the caller's transaction."""
    opening, promise = opening_of(blocker), blocker.promise
    if promise is not None and promise.closed_at is None:
        if blocker.decision:
            promises.mark_kept(acting_for(actor), promise.pk, {"decision": blocker.decision})
        else:
            promises.cancel(acting_for(actor), promise.pk, _("Not needed any more."))
    for handler in _over:
        handler(actor, [blocker.pk])
    asker = blocker.noted_by_id
    if blocker.decision and asker is not None and asker != actor.member_id:
        kind = GIVEN if blocker.decision == Blocker.Decision.YES else DECLINED
        _tell(blocker, opening, [asker], kind.slug, by=actor.name)


def release(blockers: Iterable[Blocker]) -> None:
    """Nobody need decide these any more; in the caller's transaction."""
    open_ones = [one for one in blockers if one.decided_at is None]
    if not open_ones:
        return
    Blocker.objects.filter(pk__in=[one.pk for one in open_ones]).update(decided_at=clock.now())
    promised = Promise.objects.filter(pk__in=[one.promise_id for one in open_ones if one.promise_id], closed_at=None)
    for promise_id, ours in promised.values_list("pk", "organisation_id"):
        promises.cancel(system_actor(ours), promise_id, _("Not needed any more."))
    house = system_actor(opening_of(open_ones[0]).organisation_id)
    for handler in _over:
        handler(house, [one.pk for one in open_ones])


def _tell(blocker: Blocker, opening: Opening, member_ids: list[int], what: str, **values: str) -> None:
    application = blocker.application
    promises.notify(
        opening.organisation_id,
        member_ids,
        what,
        {"post": opening.title, **values},
        url=url_of(blocker),
        key=f"{what} {blocker.pk}",
        door=DOOR,
        person_id=application.person_id if application is not None else None,
    )
