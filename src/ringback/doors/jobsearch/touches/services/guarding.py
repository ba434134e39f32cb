"""Whether tact allows to get in touch now, and how one waits: the rules, asked with what is stored."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError

from ringback.base.kit import clock
from ringback.core.hours import services as hours
from ringback.doors.jobsearch.advice.norms import Norm
from ringback.doors.jobsearch.employers.models import Candidacy, Stage
from ringback.doors.jobsearch.employers.services import hours_of
from ringback.doors.jobsearch.employers.shown import Shown
from ringback.doors.jobsearch.touches import dates, rules
from ringback.doors.jobsearch.touches.models import Heading, Touch, Way
from ringback.doors.jobsearch.touches.rules import Contacted, Occasion, There, Verdict, Working
from ringback.doors.jobsearch.touches.services.norms import norms_of
from ringback.doors.jobsearch.workspaces.models import Workspace

_USUAL_WEEKEND = (5, 6)
# Where one waits for an answer, and not for the day of an interview.
_WAITING = (Stage.APPLIED, Stage.INTERVIEWED, Stage.SECOND)


def may_touch(
    candidacy: Shown, at: datetime, *, way: str = Way.CALL, occasion: Occasion = Occasion.REMINDER
) -> Verdict:
    """Whether one may get in touch with the employer then without being a nuisance (MISSION S12, S13)."""
    norms = norms_of(candidacy.row.workspace)
    return rules.may_touch(
        at,
        contacts_with(candidacy.row),
        there_of(candidacy, norms),
        apart_days=norms["apart"].most,
        occasion=occasion,
        visit=way == Way.VISIT,
        ended=candidacy.row.ended_at is not None,
    )


def contacts_with(candidacy: Candidacy) -> list[Contacted]:
    """Every touch as the rules take it, the oldest first."""
    rows = Touch.objects.filter(candidacy=candidacy).order_by("at", "id").values_list("at", "direction", "counts")
    return [Contacted(at, direction == Heading.OUT, counts) for at, direction, counts in rows]


def there_of(candidacy: Shown, norms: Mapping[str, Norm] | None = None) -> There:
    """The employer's clock and working days, and the hour at which one calls."""
    workspace = candidacy.row.workspace
    norms = norms or norms_of(workspace)
    home = workspace.organisation
    working = _working(candidacy.employer.words.country or home.country, home.language)
    return There(ZoneInfo(hours_of(candidacy.employer).zone), working, norms["own_call"].hour)


def here_of(workspace: Workspace, norms: Mapping[str, Norm]) -> There:
    """The seeker's own clock and working days."""
    organisation = workspace.organisation
    working = _working(organisation.country, organisation.language)
    return There(ZoneInfo(organisation.zone), working, norms["own_call"].hour)


def waiting_of(rows: Collection[Candidacy], norms: Mapping[str, Norm]) -> dict[int, dates.Waiting]:
    """How one waits for each answer since one applied, or since the interview, by id (MISSION S5, S6). One query."""
    found: dict[int, list[Contacted]] = {row.pk: [] for row in rows if row.stage in _WAITING}
    touched = Touch.objects.filter(candidacy__in=found, counts=True)
    for key, at, direction in touched.values_list("candidacy_id", "at", "direction"):
        found[key].append(Contacted(at, direction == Heading.OUT))
    return {row.pk: _waiting(row, found[row.pk], norms) for row in rows if row.pk in found}


def _waiting(row: Candidacy, touched: Sequence[Contacted], norms: Mapping[str, Norm]) -> dates.Waiting:
    since = row.entered_at
    return dates.waiting(
        clock.now(),
        active_at=max([since, *(one.at for one in touched if one.ours)]),
        heard_at=max([since, *(one.at for one in touched if not one.ours)]),
        expected_at=row.expected_at,
        passive_days=norms["passive"].most,
        silence_days=norms["silence"].most,
    )


def _working(country: str, language: str) -> Working:
    """The days on which people work in a country: not its weekend, and none of its public holidays (MISSION S19)."""
    weekend, holidays = _weekend(country), hours.holidays_of(country, language=language)
    return lambda day: day.weekday() not in weekend and day not in holidays(day.year)


def _weekend(country: str) -> tuple[int, ...]:
    try:
        locale = Locale.parse(f"und_{country}")
    except (UnknownLocaleError, ValueError):
        return _USUAL_WEEKEND
    return tuple(range(locale.weekend_start, locale.weekend_end + 1)) or _USUAL_WEEKEND
