"""What calls hold about a person: kept as long as the organisation says, handed out whole, emptied on erasure.

A call stays as a row to be counted; the number, the name, what was said in writing and the sound go.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError
from ringback.channels.voice.emptying import empty
from ringback.channels.voice.engine.facts import CallOutcome
from ringback.channels.voice.models import Call, CallEvent, Leg, Recording, Stage
from ringback.channels.voice.reviewing import services as reviewing
from ringback.channels.voice.reviewing.models import CallComment, Review
from ringback.core.people import services as people
from ringback.core.people.services import Erased, Held, HeldFile, PersonalData, RetentionKind, Section, Subject

RECORDINGS_DAYS = 180
CALLS_DAYS = 730
MODELS = ("voice.Call.person", "voice.Leg", "voice.CallEvent", "voice.CallCommand", "voice.Recording")
REVIEWS = ("voice.Review", "voice.CallComment")

_OF_CALL = (
    "call_id",
    "number",
    "agent__name",
    "requested_at",
    "agent_answered_at",
    "connected_at",
    "ended_at",
    "talk_seconds",
    "outcome",
    "detail",
    "disposition",
    "note",
    "lead_value",
    "lead_currency",
    "plan",
)


def register() -> None:
    """Register what is held and what expires; doing so again changes nothing."""
    people.register(PersonalData("voice", (*MODELS, *REVIEWS), export, erase))
    kinds = (
        RetentionKind(
            "recordings",
            gettext_lazy("Recordings"),
            gettext_lazy("The sound of conversations. The calls stay."),
            RECORDINGS_DAYS,
            expire_recordings,
        ),
        RetentionKind(
            "calls",
            gettext_lazy("Calls"),
            gettext_lazy("Numbers, names and notes of calls, and their recordings. The calls stay, to be counted."),
            CALLS_DAYS,
            expire_calls,
        ),
    )
    for kind in kinds:
        people.register_retention(kind)


def export(subject: Subject) -> Held:
    """The calls with the person, their legs and timeline, and the recordings themselves."""
    calls = _calls_of(subject).order_by("id")
    theirs = Leg.objects.filter(call__in=calls, role="visitor").order_by("id")
    events = CallEvent.objects.filter(call__in=calls).order_by("id")
    sounds = Recording.objects.filter(call__in=calls).order_by("id")
    comments = CallComment.objects.filter(call__in=calls).order_by("id")
    remarks = Review.objects.filter(call__in=calls).exclude(remark="").order_by("id")
    legs = ("call__call_id", "number", "address", "dialled_at", "answered_at", "ended_at", "cause")
    files = [
        HeldFile(str(one.file.name), f"recordings/{one.started_at:%Y-%m-%d}-{one.call.call_id}.flac")
        for one in sounds.select_related("call")
        if one.file
    ]
    return Held(
        [
            Section("Calls", list(calls.values(*_OF_CALL))),
            Section("Legs", list(theirs.values(*legs))),
            Section("What happened in calls", list(events.values("call__call_id", "at", "kind", "detail"))),
            Section("Comments on calls", list(comments.values("call__call_id", "at_seconds", "text", "created_at"))),
            Section("Remarks on calls", list(remarks.values("call__call_id", "remark", "created_at"))),
            Section("Recordings", list(sounds.values("call__call_id", "state", "duration_seconds", "started_at"))),
        ],
        files,
    )


def erase(subject: Subject) -> Erased:
    """Empty the calls and take their recordings away. Raises ConflictError while one of the calls is under way."""
    calls = _calls_of(subject)
    if subject.forced:
        _end(calls)
    elif calls.filter(ended_at=None).exists():
        raise ConflictError(_("A call with this person is under way. Wait for its end, or end it."))
    ids = list(calls.order_by("id").select_for_update(of=("self",)).values_list("id", flat=True))
    recordings, files = _drop_recordings(Recording.objects.filter(call_id__in=ids))
    _empty(ids)
    return Erased({"calls": len(ids), "recordings": recordings}, files)


def expire_recordings(organisation_id: int, before: datetime, most: int) -> int:
    """Take away recordings that began before that instant, at most so many; how many."""
    old = Recording.objects.filter(call__organisation_id=organisation_id, started_at__lt=before)
    wanted = old.filter(call__ended_at__isnull=False).exclude(state=Recording.State.UNWANTED)
    with transaction.atomic():
        ids = list(wanted.order_by("id").values_list("id", flat=True)[:most])
        count, files = _drop_recordings(Recording.objects.filter(id__in=ids))
        people.leave_files(organisation_id, files)
    return count


def expire_calls(organisation_id: int, before: datetime, most: int) -> int:
    """Empty calls that ended before that instant, at most so many; how many."""
    old = Call.objects.filter(organisation_id=organisation_id, ended_at__lt=before).exclude(number="")
    with transaction.atomic():
        ids = list(old.order_by("id").values_list("id", flat=True)[:most])
        _count, files = _drop_recordings(Recording.objects.filter(call_id__in=ids))
        people.leave_files(organisation_id, files)
        _empty(ids)
    return len(ids)


def _calls_of(subject: Subject) -> QuerySet[Call]:
    """The calls of the person, and those to one of their numbers that were made without knowing whose it is."""
    theirs = Q(person_id__in=subject.person_ids) | Q(person=None, number__in=subject.numbers)
    return Call.objects.filter(theirs, organisation_id=subject.organisation_id)


def _empty(call_ids: Iterable[int]) -> None:
    ids = list(call_ids)
    reviewing.forget(ids)
    empty(ids)


def _drop_recordings(rows: QuerySet[Recording]) -> tuple[int, list[str]]:
    """Take recordings away; how many, and their stored files. A capture lies on the machine that made it: there the
    recorder finds the row marked as unwanted, discards both, and keeps nothing of a conversion under way."""
    done = rows.filter(state__in=(Recording.State.READY, Recording.State.FAILED), spool_path="")
    files = [name for name in rows.values_list("file", flat=True) if name]
    count = done.delete()[1].get(Recording._meta.label, 0)
    return count + rows.update(state=Recording.State.UNWANTED, file="", error=""), files


def _end(calls: QuerySet[Call]) -> None:
    """Close what a restored backup says is under way."""
    now = clock.now()
    open_calls = calls.filter(ended_at=None)
    Leg.objects.filter(call__in=open_calls, ended_at=None).update(
        ended_at=now, live_agent_id=None, live_trunk_id=None, cause="interrupted"
    )
    open_calls.update(stage=Stage.ENDED, outcome=CallOutcome.interrupted, ended_at=now, live_number=None)
