"""Which policies people may store: each refusal names its field and its mend, in the reader's language."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from ringback.base.kit.errors import FieldError
from ringback.core.promises.rules import (
    DAY_SECONDS,
    RETRIED,
    THEIRS,
    Cap,
    Circumstances,
    Outcome,
    Policy,
    Quiet,
    Step,
    suits,
)

MOST_RETRIES = 10
MOST_STEPS = 6
MOST_TRIES = 50
MOST_CAPS = 6
MOST_CAPPED = 100
MOST_QUIETS = 30
MOST_DAYS = 60
LONGEST_QUIET_DAYS = 366
LONGEST_SECONDS = MOST_DAYS * DAY_SECONDS
# Nobody's phone rings twice within a minute; what failed on our side may be mended sooner.
LEAST_SECONDS = 60

_ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)


def check_policy(policy: Policy) -> None:
    """Pass a policy that people may store. Raises FieldError.

    Fields are named as `Policy` names them, those of a list with their number: "steps.1", "caps.2", "quiet.3".
    """
    for outcome, gaps in policy.retries.items():
        _check_retries(outcome, gaps)
    _at_most("steps", len(policy.steps), MOST_STEPS)
    for number, step in enumerate(policy.steps, 1):
        _check_step(f"steps.{number}", step)
    _within("most_tries", policy.most_tries, 1, MOST_TRIES)
    _at_most("caps", len(policy.caps), MOST_CAPS)
    for number, cap in enumerate(policy.caps, 1):
        _check_cap(f"caps.{number}", cap)
    _within_time("expires_after_seconds", policy.expires_after_seconds, 60, 6 * MOST_DAYS)
    _within_time("escalate_after_seconds", policy.escalate_after_seconds, 0, MOST_DAYS)
    for seconds in policy.remind_before_seconds:
        _within_time("remind_before_seconds", seconds, 60, MOST_DAYS)
    _at_most("remind_before_seconds", len(policy.remind_before_seconds), MOST_STEPS)
    _at_most("quiet", len(policy.quiet), MOST_QUIETS)
    for number, quiet in enumerate(policy.quiet, 1):
        _check_quiet(f"quiet.{number}", quiet)
    if suits(_ANY_DAY, Policy(quiet=policy.quiet), Circumstances()) is None:
        raise FieldError(
            "quiet", _("This leaves no hour at which anybody could be contacted."), _("Leave some hours free.")
        )


def _check_retries(outcome: str, gaps: Sequence[int]) -> None:
    field = f"retries.{outcome}"
    if outcome not in set(RETRIED):
        raise FieldError(field, _("This is never tried again."), _("Leave it out."))
    _at_most(field, len(gaps), MOST_RETRIES)
    least = LEAST_SECONDS if Outcome(outcome) in THEIRS else 0
    for gap in gaps:
        if gap < least:
            raise FieldError(
                field,
                _("This is too soon for somebody's phone to ring again."),
                _("Wait at least %(count)d seconds.") % {"count": least},
            )
        _within_time(field, gap, least, MOST_DAYS)


def _check_step(field: str, step: Step) -> None:
    _within(field, step.days, 0, MOST_DAYS)
    _within_time(field, step.after_seconds, 0, MOST_DAYS)


def _check_cap(field: str, cap: Cap) -> None:
    _within(field, cap.most, 1, MOST_CAPPED)
    _within_time(field, cap.seconds, 60, MOST_DAYS)


def _check_quiet(field: str, quiet: Quiet) -> None:
    if not set(quiet.days) <= set(range(7)):
        raise FieldError(field, _("There is no such weekday."), _("Choose from Monday to Sunday."))
    if quiet.first_day is None or quiet.last_day is None:
        return
    if quiet.last_day < quiet.first_day:
        raise FieldError(field, _("The last day is before the first."), _("Put them in order."))
    if (quiet.last_day - quiet.first_day).days >= LONGEST_QUIET_DAYS:
        raise FieldError(field, _("This is longer than a year."), _("Choose days of one year."))


def _at_most(field: str, count: int, most: int) -> None:
    if count > most:
        raise FieldError(field, _("These are too many."), _("Keep at most %(count)d.") % {"count": most})


def _within(field: str, value: int | None, least: int, most: int) -> None:
    if value is not None and not least <= value <= most:
        raise FieldError(
            field,
            _("This number is out of range."),
            _("Give one from %(least)d to %(most)d.") % {"least": least, "most": most},
        )


def _within_time(field: str, seconds: int | None, least: int, most_days: int) -> None:
    if seconds is not None and not least <= seconds <= most_days * DAY_SECONDS:
        raise FieldError(
            field,
            _("This stretch of time is out of range."),
            _("Give one from %(least)d seconds to %(days)d days.") % {"least": least, "days": most_days},
        )
