"""Whose page is open to take calls, and what a page does to the leg that rings in it."""

from dataclasses import dataclass
from typing import Any, get_args

from django.conf import settings
from django.db import transaction

from ringback.base.accounts.services import Actor
from ringback.base.database import doorbell
from ringback.base.database.doorbell import Ring
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError, NotFoundError
from ringback.channels.voice import addresses
from ringback.channels.voice.browser import rules
from ringback.channels.voice.engine.pages import KIND, Said
from ringback.channels.voice.models import Agent, CallCommand, Leg

MOST_PAGE = 32


@dataclass(frozen=True, slots=True)
class Told:
    """What a page says of a leg; `sdp` is its answer, or empty."""

    leg: int
    said: str
    sdp: str = ""
    call_id: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """What the media server offers to a visitor's page."""

    leg: int
    sdp: str


def offer_to_visitor(promise_id: int) -> Offer | None:
    """The offer for the page of the visitor who was promised a conversation; None while it is not their turn."""
    leg = _visitors_leg(promise_id)
    if leg is None or leg.answered_at is not None or leg.dialog.get("kind") != KIND:
        return None
    return Offer(leg.number, str(leg.dialog.get("offer", "")))


def visitor_says(promise_id: int, told: Told) -> None:
    """Hand on what the visitor's page says of its leg. Raises ConflictError when it is over, FieldError."""
    leg = _visitors_leg(promise_id)
    hand_on(leg if leg is not None and leg.number == told.leg else None, told, None)


def _visitors_leg(promise_id: int) -> Leg | None:
    legs = Leg.objects.filter(call__promise_id=promise_id, call__ended_at=None, role="visitor", ended_at=None)
    return legs.select_related("call").order_by("-id").first()


def available() -> bool:
    """Whether calls can reach a page at all: only the media server speaks to browsers."""
    return bool(settings.RTPENGINE) and settings.RTPENGINE != "off"


def open_page(actor: Actor, page: str) -> Agent:
    """Make `page` (a name it chose itself) the member's phone, in place of any other.

    Raises NotFoundError for who takes no calls in the browser, ConflictError while another window is in a call.
    """
    agent = own_agent(actor)
    if agent is None:
        raise NotFoundError("You take no calls in the browser.")
    was_open = agent.page_open
    in_call = Leg.objects.filter(live_agent_id=agent.pk, answered_at__isnull=False)
    if was_open and agent.page not in ("", page[:MOST_PAGE]) and in_call.exists():
        raise ConflictError("You are in a call in another window.")
    Agent.objects.filter(id=agent.pk).update(page=page[:MOST_PAGE], page_seen_at=clock.now())
    if not was_open:
        doorbell.ring_all([Ring("calls", {}), _presence(actor)])
    return agent


def still_open(actor: Actor, page: str) -> bool:
    """Say that the page is open; False when another has taken its place, or the member takes no calls there."""
    mine = _pages(actor, page)
    if mine is None:
        return False
    late = not mine.page_open
    Agent.objects.filter(id=mine.pk, page=mine.page).update(page_seen_at=clock.now())
    if late:
        doorbell.ring_all([Ring("calls", {}), _presence(actor)])
    return True


def close_page(actor: Actor, page: str) -> None:
    """The page is closed or switched off: nobody is rung there, and a call in it is over. Another's stays."""
    mine = _pages(actor, page)
    if mine is None:
        return
    Agent.objects.filter(id=mine.pk, page=mine.page).update(page="", page_seen_at=None)
    for leg in Leg.objects.filter(live_agent_id=mine.pk, dialog__kind=KIND).select_related("call"):
        _command(leg, "left", "", actor.member_id)
    doorbell.ring_all([Ring("commands", {}), _presence(actor)])


def tell(actor: Actor, page: str, told: Told) -> None:
    """Hand on what the member's page says of its leg.

    Raises ConflictError when the leg is over, or the page is not the member's phone any more; FieldError for what no
    browser sends.
    """
    mine = _pages(actor, page)
    if mine is None:
        raise ConflictError("Your calls are taken in another window.")
    rows = Leg.objects.filter(live_agent_id=mine.pk, number=told.leg, call__call_id=told.call_id)
    hand_on(rows.select_related("call").first(), told, actor.member_id)


def hand_on(leg: Leg | None, told: Told, by_id: int | None) -> None:
    """What a page says of `leg`, as a command to the process that holds the call. Raises as `tell` does."""
    if told.said not in get_args(Said):
        raise FieldError("said", "A page cannot say this.", f"Use one of {', '.join(get_args(Said))}.")
    if told.said == "answered" and (why := rules.answer_objection(told.sdp)):
        raise FieldError("sdp", f"This is not a browser's answer: {why}.", "Use a browser that knows WebRTC.")
    if leg is None or leg.dialog.get("kind") != KIND:
        raise ConflictError("This call has ended already.")
    with transaction.atomic():
        _command(leg, told.said, told.sdp, by_id)
        doorbell.ring("commands")


def own_agent(actor: Actor) -> Agent | None:
    """The member's agent whose phone is a page, the first if there are several."""
    if actor.member_id is None:
        return None
    agents = Agent.objects.filter(organisation_id=actor.organisation_id, member_id=actor.member_id, active=True)
    return agents.filter(address=addresses.BROWSER).order_by("id").first()


def _pages(actor: Actor, page: str) -> Agent | None:
    agent = own_agent(actor)
    return agent if agent is not None and page and agent.page == page[:MOST_PAGE] else None


def _command(leg: Leg, said: str, sdp: str, by_id: int | None) -> None:
    detail: dict[str, Any] = {"leg": leg.number, "said": said}
    if sdp:
        detail["sdp"] = sdp
    CallCommand.objects.create(call=leg.call, kind=KIND, detail=detail, by_id=by_id)


def _presence(actor: Actor) -> Ring:
    return Ring("desk", {"organisation": actor.organisation_id, "what": "presence"})
