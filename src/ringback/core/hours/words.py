"""Hours in the reader's words: a week, why somebody may not be called, how their time zone is known."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ringback.core.hours.rules import ALWAYS, DAY, NEVER, Outlook, Reason, Span, Told, Week, Who, Why, ZoneAnswer

_THEIRS = {
    Why.EARLY: gettext_lazy("too early for them: %(time)s in %(zone)s"),
    Why.LATE: gettext_lazy("too late for them: %(time)s in %(zone)s"),
    Why.BETWEEN: gettext_lazy("not at this hour for them: %(time)s in %(zone)s"),
    Why.DAY: gettext_lazy("not on this day for them: %(day)s in %(zone)s"),
    Why.HOLIDAY: gettext_lazy("a holiday where they are: %(note)s"),
}
_OURS = {
    Why.EARLY: gettext_lazy("not open yet: %(time)s in %(zone)s"),
    Why.LATE: gettext_lazy("closed already: %(time)s in %(zone)s"),
    Why.BETWEEN: gettext_lazy("closed in between: %(time)s in %(zone)s"),
    Why.DAY: gettext_lazy("closed: %(day)s"),
    Why.HOLIDAY: gettext_lazy("closed: holiday %(note)s in %(place)s"),
    Why.EXCEPTION: gettext_lazy("closed: %(note)s"),
}
_MEMBERS = {
    Why.AWAY: gettext_lazy("the one who has it is away"),
    Why.HOLIDAY: gettext_lazy("a holiday of the one who has it: %(note)s in %(place)s"),
}
_KNOWN = {
    Told.SAID: gettext_lazy("They said that they are in %(zone)s."),
    Told.BROWSER: gettext_lazy("Their browser is set to %(zone)s."),
    Told.CITY: gettext_lazy("Their city lies in %(zone)s."),
    Told.PLACE: gettext_lazy("Where they asked goes by %(zone)s, and their number may be from there."),
    Told.NUMBER: gettext_lazy("Their number is from %(zone)s."),
    Told.ORGANISATION: gettext_lazy("Nothing tells where they are, so your own time zone has to do: %(zone)s."),
}


def week_words(week: Week) -> str:
    """A week as "Mon–Fri 09:00–18:00, Sat 10:00–14:00"; equal days that follow one another are put together."""
    if week == ALWAYS:
        return _("always open")
    if week == NEVER:
        return _("never open")
    parts: list[str] = []
    first = 0
    for day in range(1, len(week) + 1):
        if day == len(week) or week[day] != week[first]:
            if week[first]:
                parts.append(f"{_days(first, day - 1)} {spans_words(week[first])}")
            first = day
    return ", ".join(parts)


def spans_words(spans: Sequence[Span]) -> str:
    """Hours of a day as "09:00–13:00 14:00–18:00"."""
    return " ".join(f"{clock_words(start)}–{clock_words(end)}" for start, end in spans) or _("closed")


def clock_words(minute: int) -> str:
    """Minutes since midnight as the clock shows them; the end of a day as 24:00."""
    return "24:00" if minute == DAY else f"{minute % DAY // 60:02}:{minute % 60:02}"


def reason_words(reason: Reason) -> str:
    """Why not now: "too early for them: 05:30 in Vladivostok", "closed: holiday Reformationstag in Sachsen"."""
    if reason.who is Who.THEY:
        template = _THEIRS[reason.why]
    elif reason.who is Who.MEMBER:
        template = _MEMBERS.get(reason.why, gettext_lazy("outside the hours of the one who has it: %(time)s"))
    else:
        template = _OURS[reason.why]
    return template % {
        "time": f"{reason.local_at:%H:%M}",
        "day": WEEKDAYS[reason.local_at.weekday()],
        "zone": zone_words(reason.zone),
        "note": reason.note or _("not on this day"),
        "place": reason.place,
    }


def known_words(answer: ZoneAnswer) -> str:
    """How a person's time zone is known; several zones all count."""
    if len(answer.zones) > 1:
        return _("Their number may be from any of %(count)d time zones. All of them count: %(zones)s.") % {
            "count": len(answer.zones),
            "zones": ", ".join(zone_words(zone) for zone in answer.zones),
        }
    return _KNOWN[answer.reason] % {"zone": zone_words(answer.zones[0])}


def zone_words(zone: str) -> str:
    """A zone by its city: "Vladivostok", "Port of Spain"."""
    return zone.rpartition("/")[2].replace("_", " ")


def outlook_words(outlook: Outlook, zone: ZoneInfo) -> str:
    """ "Open until 18:00", "Closed, opens Mon 16 Mar, 09:00", by the clock of `zone`."""
    if outlook.is_open:
        if outlook.until is None:
            return _("Always open")
        return _("Open until %(time)s") % {"time": moment_words(outlook.until, outlook.at, zone)}
    if outlook.until is None:
        return _("Closed, and never opens")
    return _("Closed, opens %(time)s") % {"time": moment_words(outlook.until, outlook.at, zone)}


def moment_words(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """The time alone on the same day, else with its day."""
    local = at.astimezone(zone)
    day = "" if local.date() == now.astimezone(zone).date() else f"{formats.date_format(local, 'D j M')}, "
    return f"{day}{local:%H:%M}"


def _days(first: int, last: int) -> str:
    ends = [str(WEEKDAYS_ABBR[first])] + ([str(WEEKDAYS_ABBR[last])] if last > first else [])
    return "–".join(ends)
