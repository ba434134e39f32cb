"""An example of what a policy does: "if made now, and nobody answers each time: 14:02 …"."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _

from ringback.base.accounts.services import place_of
from ringback.base.kit import clock
from ringback.core.hours import services as hours
from ringback.core.promises import words
from ringback.core.promises.rules import Circumstances, Outcome, Policy, Target, Try, Verdict, example
from ringback.core.promises.services.stored import names_of

_THEIRS = (Outcome.NO_ANSWER, Outcome.BUSY, Outcome.VOICEMAIL)
_OURS = (Outcome.NOBODY, Outcome.FAILED, Outcome.INTERRUPTED)


@dataclass(frozen=True, slots=True)
class Line:
    """One moment of an example, in words."""

    when: str
    what: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """An example from its first try to its end; `title` says what is supposed to happen each time."""

    title: str
    lines: list[Line]


def timelines(organisation_id: int, policy: Policy) -> list[Timeline]:
    """What would become of a promise that is made now to somebody in the organisation's own time zone.

    One example where they are not reached, and one where the fault is ours, if that makes a difference.
    """
    now, zone = clock.now(), ZoneInfo(place_of(organisation_id)[0])
    permitted = hours.permitted(organisation_id, zones=(zone.key,)) if policy.within_hours else None
    around = Circumstances(clock=lambda: zone) if permitted is None else Circumstances(permitted, clock=lambda: zone)
    names = names_of(organisation_id)
    drawn: dict[tuple[Try, ...], Outcome] = {}
    for outcomes in (_THEIRS, _OURS):
        outcome = next((one for one in outcomes if policy.retries.get(one)), outcomes[0])
        drawn.setdefault(example(policy, outcome, now, around), outcome)
    return [Timeline(_title(outcome), list(_lines(tries, names, now, zone))) for tries, outcome in drawn.items()]


def _title(outcome: Outcome) -> str:
    return _("If made now, and %(outcome)s each time") % {"outcome": words.ENDED[outcome]}


def _lines(tries: tuple[Try, ...], names: dict[Target, str], now: datetime, zone: ZoneInfo) -> Iterator[Line]:
    for number, one in enumerate(tries):
        who = words.who(one.target, names)
        if one.verdict is Verdict.EXPIRED:
            yield Line("", _("then dropped") if number else _("dropped: no hour suits before"))
        elif one.verdict is not Verdict.AGAIN:
            yield Line("", _("then given up") if number else _("never tried: no hour suits"))
        elif number == 0:
            yield Line(_when(one.at, now, zone), _("first try"))
        else:
            yield Line(_when(one.at, now, zone), who or _("again"))
    if tries and tries[-1].verdict is Verdict.AGAIN:
        yield Line("", _("and so on"))


def _when(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """The time, with its day unless that is today."""
    local = at.astimezone(zone)
    days = (local.date() - now.astimezone(zone).date()).days
    time = f"{local:%H:%M}"
    if days == 0:
        return time
    if days == 1:
        return _("tomorrow, %(time)s") % {"time": time}
    return f"{formats.date_format(local, 'D j M')}, {time}"
