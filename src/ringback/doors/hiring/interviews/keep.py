"""Keeping an interview's promises: reminders, the question how it went, and what a call the day before settled."""

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ringback.core.promises.services import Ended, Outcome, State
from ringback.doors.hiring.interviews import rules, services
from ringback.doors.hiring.interviews.models import Interview
from ringback.doors.hiring.interviews.services import STANDING, telling, weather
from ringback.doors.hiring.interviews.services.finding import answers_for, locked
from ringback.doors.hiring.interviews.services.weather import WeatherError

if TYPE_CHECKING:
    from ringback.core.promises.models import Attempt, Promise


def _live(promise: "Promise") -> Interview | None:
    """The interview as the promise meant it; None where it has moved or is over since."""
    found = Interview.objects.filter(pk=promise.subject_id or 0, state__in=STANDING).first()
    if found is None or found.sequence != promise.content.get("sequence"):
        return None
    return locked(found.pk)


class RemindingHandler:
    """Reminds the candidate of the interview as it was planned; what has moved since has reminders of its own."""

    outside = False

    def keep(self, promise: "Promise", attempt: "Attempt") -> Outcome:
        """Order the message; rows only."""
        interview = _live(promise)
        if interview is None:
            return Outcome.CANCELLED
        telling.remind(interview, timedelta(seconds=promise.content["before"]))
        return Outcome.DONE

    def told(self, promise: "Promise") -> None:
        """Nobody waits for it."""


class AskingHandler:
    """Asks, five minutes after the start, whether the candidate came (MISSION H24)."""

    outside = False

    def keep(self, promise: "Promise", attempt: "Attempt") -> Outcome:
        """Tell whoever answers for the candidate; rows only."""
        interview = _live(promise)
        if interview is None:
            return Outcome.CANCELLED
        telling.notify(interview, "interview_asked", answers_for(interview.application))
        return Outcome.DONE

    def told(self, promise: "Promise") -> None:
        """Nobody waits for it."""


class LookingHandler:
    """Looks at the weather of the interview's day; heavy rain is warned about, and another day offered (H29)."""

    outside = True
    seconds = 40.0

    def keep(self, promise: "Promise", attempt: "Attempt") -> Outcome | Ended:
        """Ask the service; what it said is written with the outcome."""
        rows = Interview.objects.select_related("application__opening").filter(state__in=STANDING)
        found = rows.filter(pk=promise.subject_id or 0).first()
        if found is None or found.starts_at is None or found.sequence != promise.content.get("sequence"):
            return Outcome.CANCELLED
        opening = found.application.opening
        try:
            day = found.starts_at.astimezone(ZoneInfo(opening.zone)).date()
            rain = weather.rain_on(opening.place, day, opening.zone)
        except WeatherError as error:
            return Ended(Outcome.FAILED, {}, str(error))
        return Ended(Outcome.DONE, {"rain_mm": rain}, note=partial(_rain_forecast, found.pk, found.sequence, rain))

    def told(self, promise: "Promise") -> None:
        """Nobody waits for it."""


def _rain_forecast(interview_id: int, sequence: int, rain: float | None) -> None:
    """Write what is forecast; heavy rain alerts whoever answers for the candidate, and stands on their page."""
    mine = Interview.objects.filter(pk=interview_id, sequence=sequence, state__in=STANDING)
    if mine.update(rain_mm=rain) and rain is not None and rain >= rules.HEAVY_RAIN_MM:
        interview = locked(interview_id)
        telling.notify(interview, "interview_rain", answers_for(interview.application), rain=f"{rain:.0f}")


class ConfirmingHandler:
    """A call that a person makes the day before: kept, the candidate has confirmed (MISSION H36)."""

    outside = False

    def keep(self, promise: "Promise", attempt: "Attempt") -> Outcome:
        """It is a person's to keep."""
        return Outcome.CANCELLED

    def told(self, promise: "Promise") -> None:
        """Note in the interview what the call settled."""
        found = Interview.objects.filter(pk=promise.subject_id or 0, state=Interview.State.BOOKED).first()
        as_meant = found is not None and found.sequence == promise.content.get("sequence")
        if found is not None and as_meant and promise.state == State.KEPT:
            services.confirm(found.pk, found.sequence, "call")
