"""The promises around an interview: the call the day before, reminders, and the question how it went."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from ringback.base.accounts.services import system_actor
from ringback.base.kit import clock
from ringback.core.promises import services as promises
from ringback.core.promises.services import Draft, Policy
from ringback.doors.hiring.interviews import rules
from ringback.doors.hiring.interviews.models import Interview
from ringback.doors.hiring.interviews.services import weather
from ringback.doors.hiring.interviews.services.finding import answers_for
from ringback.doors.hiring.interviews.services.taking import working_days
from ringback.doors.hiring.interviews.services.telling import DOOR

CONFIRM, REMIND, ASK = "hiring.interview_confirm", "hiring.interview_remind", "hiring.interview_ask"
LOOK = "hiring.interview_weather"
_ALL = (CONFIRM, REMIND, ASK, LOOK)
HOUSE = "house"
_AGAIN = Policy({"failed": (30, 300, 900, 6 * 3600)})
_CALL_GRACE_SECONDS = 4 * 3600


def plan(interview: Interview) -> None:
    """Promise what belongs to the time it has (MISSION H24, H36), in the caller's transaction. Twice makes one of each.

    What would be due before this moment is not promised: no call the day before, no reminder, for what is nearer.
    """
    assert interview.starts_at is not None
    now, starts_at = clock.now(), interview.starts_at
    zone = interview.application.opening.zone
    if called_at := rules.called_at(starts_at, now, working_days(interview.organisation_id, zone)):
        promises.make(_call(interview, called_at))
    for before in rules.reminders(starts_at, now):
        content = {"before": before.total_seconds(), "sequence": interview.sequence}
        promises.make(_own(interview, REMIND, starts_at - before, content, starts_at))
    promises.make(_own(interview, ASK, starts_at + rules.ASKED_AFTER, {"sequence": interview.sequence}))
    if weather.is_on() and interview.application.opening.place and not interview.online_url:
        look_at = max(now, starts_at - rules.LOOKED_BEFORE)
        promises.make(_own(interview, LOOK, look_at, {"sequence": interview.sequence}, starts_at))


def unplan(interview: Interview, why: str, kinds: Iterable[str] = _ALL) -> None:
    """Take back what was promised for the time it had; in the caller's transaction."""
    promises.cancel_about(system_actor(interview.organisation_id), DOOR, tuple(kinds), interview.pk, why)


def called(interview: Interview, how: str) -> None:
    """The candidate has confirmed by themselves: nobody need call them the day before."""
    actor = system_actor(interview.organisation_id)
    for promise_id in promises.open_about(interview.organisation_id, DOOR, [CONFIRM], interview.pk):
        promises.mark_kept(actor, promise_id, {"confirmed": how}, word=how)


def _call(interview: Interview, due_at: datetime) -> Draft:
    """A person's to keep: whoever answers for the candidate calls them."""
    able = answers_for(interview.application)
    return Draft(
        organisation_id=interview.organisation_id,
        door=DOOR,
        kind=CONFIRM,
        channel="voice",
        due_at=due_at,
        subject_id=interview.pk,
        person_id=interview.application.person_id,
        owner_id=able[0] if able else None,
        automatic=False,
        grace_seconds=_CALL_GRACE_SECONDS,
        expires_at=interview.starts_at,
        content={
            "zone": interview.application.zone,
            "place": interview.application.opening.zone,
            "sequence": interview.sequence,
        },
        made_key=_key(interview, CONFIRM),
    )


def _own(
    interview: Interview, kind: str, due_at: datetime, content: dict[str, float], until: datetime | None = None
) -> Draft:
    """The house's to keep, in rows alone."""
    return Draft(
        organisation_id=interview.organisation_id,
        door=DOOR,
        kind=kind,
        channel=HOUSE,
        due_at=due_at,
        subject_id=interview.pk,
        policy=_AGAIN,
        grace_seconds=600,
        expires_at=until or due_at + timedelta(days=1),
        at_most_once=False,
        content=content,
        made_key=_key(interview, kind, f" {content.get('before', '')}"),
    )


def _key(interview: Interview, kind: str, more: str = "") -> str:
    return f"{kind} {interview.pk} {interview.sequence}{more}"
