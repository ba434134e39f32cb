"""What the frame around every page shows: navigation, presence, whether dialling is stopped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from ringback.base.accounts import services as accounts
from ringback.channels.messages import services as messages
from ringback.channels.voice import reads as voice
from ringback.desk import navigation, pop

if TYPE_CHECKING:
    from ringback.base.accounts.models import Organisation
    from ringback.channels.voice.models import Agent

_CLOCK = "by_the_clock_of"
_ORGANISATION = "shells_organisation"


@dataclass(frozen=True, slots=True)
class Shell:
    """One page's frame. `stopped` says in words why nothing is dialled, or is None."""

    organisation: str
    organisation_id: int
    name: str
    work: list[navigation.Link]
    setup: list[navigation.Link]
    stopped: str | None
    may_stop: bool
    unseen: int


def by_the_clock_of(request: HttpRequest, zone: str) -> None:
    """Let this request read and show times in `zone`, an IANA name, instead of the organisation's: an employer's."""
    setattr(request, _CLOCK, zone)
    timezone.activate(zone)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `shell` and `presence`, worked out only where a template asks; None before sign-in.

    Times are shown in the organisation's zone from here on, or by the clock that the view has chosen.
    """
    actor: accounts.Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {"shell": None, "presence": None}
    organisation = _organisation(request, actor)
    timezone.activate(getattr(request, _CLOCK, organisation.zone))
    return {
        "shell": SimpleLazyObject(lambda: _shell(request, actor, organisation)),
        "presence": SimpleLazyObject(lambda: own_phone(actor)),
        "popped": SimpleLazyObject(lambda: pop.of(request, actor)),
    }


def _organisation(request: HttpRequest, actor: accounts.Actor) -> Organisation:
    """Read once a request, however many parts of its page are rendered one by one."""
    known: Organisation | None = getattr(request, _ORGANISATION, None)
    if known is None or known.pk != actor.organisation_id:
        known = accounts.organisation_of(actor)
        setattr(request, _ORGANISATION, known)
    return known


def _shell(request: HttpRequest, actor: accounts.Actor, organisation: Organisation) -> Shell:
    return Shell(
        organisation=organisation.name,
        organisation_id=organisation.pk,
        name=actor.name,
        work=navigation.links(request.path, "work", actor),
        setup=navigation.links(request.path, "setup", actor),
        stopped=accounts.dialling_stopped(actor.organisation_id),
        may_stop=actor.may("dialling.stop"),
        unseen=messages.unseen_notices(actor),
    )


def own_phone(actor: accounts.Actor) -> Agent | None:
    """The signed-in member's own phone with its presence, or None where they take no calls."""
    return next(iter(voice.own_agents(actor)), None)
