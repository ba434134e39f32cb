"""The first-run wizard's five steps: which are done, which were skipped, which comes next; doors add panels."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ringback.base.accounts.services import Actor
from ringback.channels.voice import reads as voice
from ringback.channels.voice.reads import CallFilters

SESSION_KEY = "start"


@dataclass(frozen=True, slots=True)
class Step:
    """One step as the wizard's list shows it."""

    slug: str
    title: str | Promise
    done: bool
    skipped: bool
    current: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """What a door adds below the step `slug`: `render` gives safe HTML, or "" to stay away."""

    name: str
    slug: str
    render: Callable[[HttpRequest], str]


TITLES: dict[str, str | Promise] = {
    "organisation": _("Organisation"),
    "phone": _("Your phone"),
    "trunk": _("Phone line"),
    "group": _("Who is rung"),
    "test": _("Test call"),
}

_panels: dict[str, Panel] = {}


def hang(panel: Panel) -> None:
    """Hang `panel` below its step; the same name again takes its place."""
    _panels[panel.name] = panel


def panels(request: HttpRequest, slug: str) -> list[str]:
    """The HTML of what doors add below the step `slug`."""
    return [html for panel in _panels.values() if panel.slug == slug and (html := panel.render(request))]


def _rung(actor: Actor) -> bool:
    return any(group.places.all() for group in voice.groups(actor))


def _tried(actor: Actor) -> bool:
    return bool(voice.calls(actor, CallFilters(outcome="connected"), size=1).rows)


_THERE: dict[str, Callable[[Actor], bool]] = {
    "organisation": lambda actor: True,
    "phone": lambda actor: bool(voice.agents(actor)),
    "trunk": lambda actor: bool(voice.trunks(actor)),
    "group": _rung,
    "test": _tried,
}


def is_done(actor: Actor, slug: str) -> bool:
    """Whether a step's result is there, whoever made it and wherever: so the wizard can be left and come back to."""
    return _THERE[slug](actor)


def done(actor: Actor) -> frozenset[str]:
    """The steps whose result is there."""
    return frozenset(slug for slug in TITLES if is_done(actor, slug))


def steps(request: HttpRequest, finished: frozenset[str], current: str) -> list[Step]:
    """The five steps as they stand in this session."""
    skipped = set(request.session.get(SESSION_KEY, ()))
    return [Step(slug, title, slug in finished, slug in skipped, slug == current) for slug, title in TITLES.items()]


def following(request: HttpRequest, finished: frozenset[str], after: str = "") -> str | None:
    """The next step to take: the first behind `after` that is neither done nor skipped; None when all are."""
    slugs = list(TITLES)
    behind = slugs[slugs.index(after) + 1 :] if after else slugs
    over = finished | set(request.session.get(SESSION_KEY, ()))
    return next((slug for slug in behind if slug not in over), None)


def skip(request: HttpRequest, slug: str) -> None:
    """Leave a step out for this session."""
    if slug in TITLES:
        request.session[SESSION_KEY] = sorted({*request.session.get(SESSION_KEY, ()), slug})


def skip_all(request: HttpRequest) -> None:
    """Leave the wizard: Today does not lead to it again in this session."""
    request.session[SESSION_KEY] = list(TITLES)


def wanted(request: HttpRequest, actor: Actor) -> bool:
    """Whether Today should lead here: nothing is set up, and this session has not turned the wizard down."""
    if not actor.may("setup.edit") or set(request.session.get(SESSION_KEY, ())) >= set(TITLES):
        return False
    return not voice.agents(actor) and not voice.groups(actor)
