"""Who waits for an answer: promised, overdue, blocked by whom, and in silence for how long. Read-only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ringback.base.accounts.services import Actor, member_names
from ringback.base.kit import clock
from ringback.core.promises.services import Direction, Promise
from ringback.desk.cards import Line
from ringback.doors.hiring.candidates.models import Application, State
from ringback.doors.hiring.goodbye.models import Blocker
from ringback.doors.hiring.goodbye.services import APPROVAL, CALL_FIRST, KIND, REASONS, awaiting, open_promises
from ringback.doors.hiring.openings.models import Opening
from ringback.doors.hiring.openings.services import Norm, norm_for, openings_of

MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Blocking:
    """Who must decide, why they have not, since when, and when they are expected back.

    `held_at`: what holds them up does so since then (None: since they were asked). `due_at`: to decide by then.
    """

    id: int
    name: str
    reason: str
    asked_at: datetime
    until: object
    member_id: int | None
    note: str = ""
    held_at: datetime | None = None
    due_at: datetime | None = None

    @property
    def late(self) -> bool:
        """Whether they should have decided by now."""
        return self.due_at is not None and self.due_at <= clock.now()


@dataclass(frozen=True, slots=True)
class Owed:
    """One candidate without an answer: what was promised (None: nothing), by whom, what blocks it, waiting since."""

    application: Application
    promise: Promise | None
    owner: str
    blocking: list[Blocking]
    days: int
    late: bool
    beyond: bool


@dataclass(frozen=True, slots=True)
class Silence:
    """One opening: how many wait, the longest for so many days; how many longer than its norm, and how many left
    after that without having heard anything (MISSION H21)."""

    opening: Opening
    norm: Norm
    waiting: int
    longest_days: int
    beyond: int
    lost: int
    answered: int

    @property
    def share(self) -> float | None:
        """Answered of all who were owed an answer, 0 to 1 (MISSION H6)."""
        whole = self.answered + self.waiting
        return self.answered / whole if whole else None


def blocking(application_ids: Iterable[int], organisation_id: int) -> dict[int, list[Blocking]]:
    """What each of these applications waits for, the longest first."""
    names = member_names(organisation_id, gone_too=True)
    found: dict[int, list[Blocking]] = {}
    rows = Blocker.objects.filter(application_id__in=list(application_ids), decided_at=None)
    for row in rows.order_by("asked_at", "id"):
        name = names.get(row.member_id or 0, row.name) or _("Somebody who left")
        about = (row.get_reason_display(), row.asked_at, row.until, row.member_id, row.note, row.held_at, row.due_at)
        found.setdefault(row.application_id or 0, []).append(Blocking(row.pk, name, *about))
    return found


def owed(actor: Actor, opening_id: int | None = None) -> list[Owed]:
    """Who waits, overdue promises first, then by when they are due, then the longest waiting; at most 200."""
    rows = _waiting(actor)
    if opening_id is not None:
        rows = rows.filter(opening_id=opening_id)
    waiting = {row.pk: row for row in rows.select_related("opening", "stage").order_by("applied_at")[:5000]}
    promised = open_promises(waiting)
    norms = _norms({row.opening_id: row.opening for row in waiting.values()}.values())
    now = clock.now()
    order = sorted(waiting, key=lambda key: (key not in promised, promised[key].due_at if key in promised else now))
    chosen = order[:MOST_ROWS]
    blocked, names = blocking(chosen, actor.organisation_id), member_names(actor.organisation_id, gone_too=True)
    return [_owed(waiting[key], promised.get(key), blocked.get(key, []), names, norms, now) for key in chosen]


def _owed(
    row: Application,
    promise: Promise | None,
    blocked: list[Blocking],
    names: Mapping[int, str],
    norms: Mapping[int, Norm],
    now: datetime,
) -> Owed:
    owner_id = (promise.owner_id if promise else None) or row.owner_id or row.opening.owner_id or 0
    days = (now - row.applied_at).days
    late = promise is not None and promise.deadline_at <= now
    return Owed(row, promise, names.get(owner_id, ""), blocked, days, late, days > norms[row.opening_id].to_days)


def silence(actor: Actor) -> list[Silence]:
    """Every opening somebody waits for, or was lost in, the longest wait first (MISSION H21). Few queries."""
    openings = {row.pk: row for row in openings_of(actor).exclude(state=Opening.State.DRAFT)}
    norms, now = _norms(openings.values()), clock.now()
    rows: dict[int, list[tuple[str, datetime, datetime | None, datetime | None]]] = {}
    found = Application.objects.filter(opening__in=openings).exclude(person=None, answered_at=None)
    columns = ("opening_id", "state", "applied_at", "answered_at", "ended_at")
    for opening_id, *row in found.values_list(*columns):
        rows.setdefault(opening_id, []).append((row[0], row[1], row[2], row[3]))
    shown = [_silence(openings[key], norms[key], rows[key], now) for key in rows]
    return sorted(shown, key=lambda one: (-one.longest_days, -one.lost, one.opening.pk))


def _silence(
    opening: Opening,
    norm: Norm,
    rows: list[tuple[str, datetime, datetime | None, datetime | None]],
    now: datetime,
) -> Silence:
    most = timedelta(days=norm.to_days)
    waiting = [applied for state, applied, answered, _end in rows if answered is None and state != State.WITHDRAWN]
    lost = [
        applied
        for state, applied, answered, ended in rows
        if state == State.WITHDRAWN and answered is None and ended is not None and ended > applied + most
    ]
    return Silence(
        opening,
        norm,
        len(waiting),
        max(((now - applied).days for applied in waiting), default=0),
        sum(1 for applied in waiting if now - applied > most),
        len(lost),
        sum(1 for _state, _applied, answered, _end in rows if answered is not None),
    )


def lines(organisation_id: int, promise_ids: Iterable[int]) -> dict[int, Line]:
    """What Today says of an answer that was promised: for which post, and who blocks it since when (MISSION H5, H9)."""
    asked = list(promise_ids)
    rows = Promise.objects.filter(organisation_id=organisation_id, id__in=asked, kind__in=(KIND, CALL_FIRST, REASONS))
    about = {row.subject_id or 0: row.pk for row in rows}
    decisions = Promise.objects.filter(organisation_id=organisation_id, id__in=asked, kind=APPROVAL)
    to_decide = {row.subject_id or 0: row.pk for row in decisions}
    first = {row.subject_id for row in rows if row.kind == CALL_FIRST}
    by_phone = {row.subject_id for row in rows if row.channel == "voice" and row.direction == Direction.WE_CONTACT}
    found = Application.objects.filter(pk__in=about).select_related("opening")
    blocked = blocking(about, organisation_id)
    return _deciding(to_decide) | {
        about[row.pk]: Line(
            _about(row, first=row.pk in first),
            "; ".join(words_of(one) for one in blocked.get(row.pk, [])),
            reverse("hiring:call" if row.pk in by_phone else "hiring:application", args=[row.pk]),
        )
        for row in found
    }


def _deciding(promised: Mapping[int, int]) -> dict[int, Line]:
    """Lines of decisions that members must make, by promise; `promised`: its promise for each blocker."""
    rows = Blocker.objects.filter(pk__in=promised).select_related("application__opening", "opening")
    words = {True: _("Decide about a candidate: %(post)s"), False: _("Approve an opening: %(post)s")}
    return {
        promised[row.pk]: Line(
            words[row.application_id is not None] % {"post": awaiting.opening_of(row).title},
            _since(row),
            awaiting.url_of(row),
        )
        for row in rows
    }


def _since(row: Blocker) -> str:
    reason = "" if row.reason == Blocker.Reason.APPROVAL else f"{row.get_reason_display()}, "
    return reason + _asked(row.asked_at)


@dataclass(frozen=True, slots=True)
class ToDecide:
    """One decision that a member must make: about whom or what, and where."""

    blocker: Blocker
    opening: Opening
    name: str
    url: str
    late: bool


def to_decide(actor: Actor) -> list[ToDecide]:
    """What the actor themselves must decide, the soonest due first (MISSION H9)."""
    mine = Blocker.objects.filter(member_id=actor.member_id or 0, decided_at=None)
    rows = mine.select_related("application__opening", "opening").order_by("due_at", "id")[:MOST_ROWS]
    now = clock.now()
    return [
        ToDecide(
            row,
            awaiting.opening_of(row),
            row.application.name if row.application else "",
            awaiting.url_of(row),
            row.due_at is not None and row.due_at <= now,
        )
        for row in rows
    ]


def _about(row: Application, *, first: bool) -> str:
    words = (
        _("The chosen one has left: call the runner-up, %(post)s") if first else _("Answer to a candidate: %(post)s")
    )
    return words % {"post": row.opening.title}


def words_of(one: Blocking) -> str:
    """Who blocks, why and since when, in one line."""
    waits = _("waits for %(name)s (%(reason)s)") % {"name": one.name, "reason": one.reason.lower()}
    return f"{waits}, {_asked(one.asked_at)}"


def _asked(at: datetime) -> str:
    days = (clock.now() - at).days
    if not days:
        return _("asked less than a day ago")
    return ngettext("asked a day ago", "asked %(days)d days ago", days) % {"days": days}


def _waiting(actor: Actor) -> QuerySet[Application]:
    openings = openings_of(actor).exclude(state=Opening.State.DRAFT)
    owed = Application.objects.filter(opening__in=openings.values("id"), answered_at=None, person__isnull=False)
    texts = ("message", "resume_text", "merits", "reserve_reason")
    return owed.exclude(state=State.WITHDRAWN).defer(*texts)


def _norms(openings: Iterable[Opening]) -> dict[int, Norm]:
    by_level: dict[str, Norm] = {}
    found: dict[int, Norm] = {}
    for opening in openings:
        if opening.level not in by_level:
            by_level[opening.level] = norm_for(opening.organisation_id, opening.level)
        found[opening.pk] = by_level[opening.level]
    return found
