"""A policy in words, as people say it: whole sentences, made from the data and translated."""

from collections.abc import Callable, Mapping, Sequence

from django.utils import formats
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise as Text
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ringback.core.promises.rules import (
    DAY_SECONDS,
    RETRIED,
    SAME,
    WEEK_SECONDS,
    Cap,
    Outcome,
    Policy,
    Quiet,
    Step,
    Target,
    To,
    When,
)

Names = Mapping[Target, str]

_HOUR_SECONDS = 3600

_UNITS: tuple[tuple[int, Callable[[int], str]], ...] = (
    (DAY_SECONDS, lambda count: ngettext("%(count)d day", "%(count)d days", count)),
    (_HOUR_SECONDS, lambda count: ngettext("%(count)d hour", "%(count)d hours", count)),
    (60, lambda count: ngettext("%(count)d minute", "%(count)d minutes", count)),
    (1, lambda count: ngettext("%(count)d second", "%(count)d seconds", count)),
)

# How an attempt ended, as the end of "twice after 5 minutes if …".
ENDED: Mapping[Outcome, str | Text] = {
    Outcome.BUSY: gettext_lazy("busy"),
    Outcome.NO_ANSWER: gettext_lazy("nobody answers"),
    Outcome.VOICEMAIL: gettext_lazy("a voicemail answers"),
    Outcome.NOBODY: gettext_lazy("none of us is free"),
    Outcome.FAILED: gettext_lazy("it fails"),
    Outcome.INTERRUPTED: gettext_lazy("we are interrupted"),
}


def sentences(policy: Policy, names: Names) -> list[str]:
    """What the policy does, a sentence each, the way on first. `names` are those of its members and hunt groups."""
    found = [_way_on(policy, names)]
    if policy.most_tries is not None:
        found.append(
            ngettext("Never more than %(count)d try.", "Never more than %(count)d tries.", policy.most_tries)
            % {"count": policy.most_tries}
        )
    found += [_capped(cap) for cap in policy.caps]
    found += [_left_in_peace(quiet) for quiet in policy.quiet]
    if policy.within_hours:
        found.append(_("Only at hours that suit both sides."))
    if policy.first_at_once and policy.binds:
        found.append(_("The first try is made at once, since they asked for it then."))
    if policy.remind_before_seconds:
        before = listed([duration(seconds) for seconds in sorted(policy.remind_before_seconds, reverse=True)])
        found.append(_("Whoever has it is reminded %(duration)s before.") % {"duration": before})
    if policy.escalate_after_seconds is not None:
        found.append(_escalated(policy.escalate_after_seconds))
    if policy.expires_after_seconds is not None:
        found.append(_("Dropped after %(duration)s.") % {"duration": duration(policy.expires_after_seconds)})
    return found


def words(policy: Policy, names: Names | None = None) -> str:
    """All of it in one text: "Twice after 5 minutes if busy, then the next manager, then tomorrow at 10:00." """
    return " ".join(sentences(policy, names or {}))


def duration(seconds: int) -> str:
    """A stretch of time in the largest units that say it exactly: "1 hour and 30 minutes"."""
    parts: list[str] = []
    for unit, said in _UNITS:
        count, seconds = divmod(seconds, unit)
        if count or (unit == 1 and not parts):
            parts.append(said(count) % {"count": count})
    return listed(parts)


def listed(parts: Sequence[str], *, either: bool = False) -> str:
    """ "a, b and c", or with `either` "a, b or c"."""
    if len(parts) < 2:
        return "".join(parts)
    pair = _("%(first)s or %(last)s") if either else _("%(first)s and %(last)s")
    return pair % {"first": _(", ").join(parts[:-1]), "last": parts[-1]}


def _way_on(policy: Policy, names: Names) -> str:
    """Tries and steps as one sentence."""
    retried, steps = _("; ").join(_retried(policy)), [_stepped(step, names) for step in policy.steps]
    if not retried and not steps:
        return _("Tried once.")
    sentence = _(", ").join([retried, *steps] if retried else steps)
    return _("%(sentence)s.") % {"sentence": sentence[:1].upper() + sentence[1:]}


def _retried(policy: Policy) -> list[str]:
    """A clause for each plan of tries, outcomes with the same plan together."""
    plans: dict[tuple[int, ...], list[str]] = {}
    for outcome in RETRIED:
        if gaps := policy.retries.get(outcome):
            plans.setdefault(tuple(gaps), []).append(str(ENDED[outcome]))
    return [
        _("%(tries)s if %(outcomes)s") % {"tries": _tries(gaps), "outcomes": listed(ended, either=True)}
        for gaps, ended in plans.items()
    ]


def _tries(gaps: Sequence[int]) -> str:
    count = {1: _("once"), 2: _("twice")}.get(len(gaps)) or ngettext("%(count)d time", "%(count)d times", len(gaps)) % {
        "count": len(gaps)
    }
    if len(set(gaps)) == 1:
        if gaps[0] == 0:
            return _("%(times)s at once") % {"times": count}
        return _("%(times)s after %(duration)s") % {"times": count, "duration": duration(gaps[0])}
    first, *rest = (duration(gap) for gap in gaps)
    gone_on = [
        _("after %(duration)s") % {"duration": first},
        *(_("then %(duration)s") % {"duration": gap} for gap in rest),
    ]
    return _("%(times)s (%(gaps)s)") % {"times": count, "gaps": _(", ").join(gone_on)}


def _stepped(step: Step, names: Names) -> str:
    """ "then the next manager", "then tomorrow at 10:00", "then Anna in 2 days if none of us is free"."""
    person, when = who(step.target, names), _when(step)
    if step.target == SAME:
        said = _("then %(when)s") % {"when": when or _("once more at once")}
    elif when:
        said = _("then %(who)s %(when)s") % {"who": person, "when": when}
    else:
        said = _("then %(who)s") % {"who": person}
    if step.when is When.ANY:
        return said
    reason = _("it was our side") if step.when is When.OURS else _("they were not reached")
    return _("%(step)s if %(reason)s") % {"step": said, "reason": reason}


def who(target: Target, names: Names) -> str:
    """Who goes on, "" for whoever had it."""
    match target.to:
        case To.NEXT:
            return _("the next manager")
        case To.LEAD:
            return _("a lead")
        case To.MEMBER:
            return names.get(target) or _("a member who has left")
        case To.GROUP:
            return _("the group “%(name)s”") % {"name": names.get(target) or _("deleted")}
        case _same:
            return ""


def _when(step: Step) -> str:
    if step.at is None:
        after = step.days * DAY_SECONDS + step.after_seconds
        return _("after %(duration)s") % {"duration": duration(after)} if after else ""
    at = {"time": f"{step.at:%H:%M}"}
    if step.days == 0:
        return _("at %(time)s") % at
    if step.days == 1:
        return _("tomorrow at %(time)s") % at
    return ngettext("in %(days)d day at %(time)s", "in %(days)d days at %(time)s", step.days) % {
        **at,
        "days": step.days,
    }


def _capped(cap: Cap) -> str:
    times = {"count": cap.most}
    if cap.seconds == DAY_SECONDS:
        return (
            ngettext(
                "One person is contacted at most once a day, all doors together.",
                "One person is contacted at most %(count)d times a day, all doors together.",
                cap.most,
            )
            % times
        )
    if cap.seconds == WEEK_SECONDS:
        return (
            ngettext(
                "One person is contacted at most once a week, all doors together.",
                "One person is contacted at most %(count)d times a week, all doors together.",
                cap.most,
            )
            % times
        )
    return ngettext(
        "One person is contacted at most once within %(duration)s, all doors together.",
        "One person is contacted at most %(count)d times within %(duration)s, all doors together.",
        cap.most,
    ) % {**times, "duration": duration(cap.seconds)}


def _left_in_peace(quiet: Quiet) -> str:
    when = " ".join(part for part in (_on_weekdays(quiet), _on_dates(quiet)) if part)
    if quiet.whole_days:
        return _("Nobody is contacted %(when)s.") % {"when": when} if when else _("Nobody is ever contacted.")
    hours = {"begins": f"{quiet.begins:%H:%M}", "ends": f"{quiet.ends:%H:%M}", "when": when}
    if when:
        return _("Nobody is contacted between %(begins)s and %(ends)s %(when)s.") % hours
    return _("Nobody is contacted between %(begins)s and %(ends)s.") % hours


def _on_weekdays(quiet: Quiet) -> str:
    return _("on %(days)s") % {"days": listed([str(WEEKDAYS[day]) for day in quiet.days])} if quiet.days else ""


def _on_dates(quiet: Quiet) -> str:
    if quiet.first_day is None or quiet.last_day is None:
        return ""
    first, last = formats.date_format(quiet.first_day, "j M Y"), formats.date_format(quiet.last_day, "j M Y")
    if quiet.first_day == quiet.last_day:
        return _("on %(day)s") % {"day": first}
    return _("from %(first)s to %(last)s") % {"first": first, "last": last}


def _escalated(seconds: int) -> str:
    if seconds == 0:
        return _("A lead hears of it as soon as it is overdue.")
    return _("A lead hears of it when it is %(duration)s overdue.") % {"duration": duration(seconds)}
