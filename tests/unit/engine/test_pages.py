"""Legs that are pages: what the machine does otherwise for them, and what a page's words become."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from ringback.channels.voice.engine import effects as ef
from ringback.channels.voice.engine import events as ev
from ringback.channels.voice.engine import facts
from ringback.channels.voice.engine.events import MediaStep
from ringback.channels.voice.engine.machine.steps import NEEDS_MEDIA
from ringback.channels.voice.engine.pages import PageLeg
from tests.unit.engine.world import AGENT_SDP, VISITOR_SDP, World, plan


def shown_to_browsers(world: World) -> list[bool]:
    return [one.to_browser for one in world.effects if isinstance(one, ef.MediaOffer)]


def test_a_page_is_offered_what_browsers_know_and_a_phone_what_phones_know() -> None:
    world = World(plan(2, browsers=[1])).tell(ev.Placed(), ev.Claimed(1)).media_done()
    assert shown_to_browsers(world) == [True]
    world.tell(ev.Refused(1, 603, "no"), ev.Claimed(2))
    # A phone cannot sit on a seat that was reserved for a browser.
    assert shown_to_browsers(world) == [True, False]


def test_the_seat_of_a_page_goes_on_to_the_next_page() -> None:
    world = World(plan(2, browsers=[1, 2])).tell(ev.Placed(), ev.Claimed(1)).media_done()
    world.tell(ev.Refused(1, 603, "no"), ev.Claimed(2))
    assert shown_to_browsers(world) == [True]
    assert len(world.did(ef.Dial)) == 2


def test_who_answers_in_a_page_has_the_call_without_a_key() -> None:
    world = World(plan(1, accept_digit="1", whisper="w.wav", browsers=[1])).tell(ev.Placed(), ev.Claimed(1))
    world.media_done().tell(ev.Rang(1), ev.Answered(1, AGENT_SDP)).media_done()
    world.tell(ev.MediaDone(world.plan.call_id, MediaStep.whisper, seconds=1.0))
    world.tell(ev.TimerFired(ev.Timer.whisper, 1))
    assert 2 in world.claims
    visitor = [one for one in world.effects if isinstance(one, ef.MediaOffer)][-1]
    assert (visitor.step, visitor.to_browser) == (MediaStep.visitor_offer, False)


def test_what_the_visitor_answers_is_shown_to_the_page_as_browsers_know_it() -> None:
    world = World(plan(1, browsers=[0, 1])).tell(ev.Placed(), ev.Claimed(1)).media_done()
    world.tell(ev.Answered(1, AGENT_SDP)).media_done().tell(ev.Claimed(2)).media_done()
    world.tell(ev.Answered(2, VISITOR_SDP))
    joined = [one for one in world.effects if isinstance(one, ef.MediaAnswer)]
    assert [(one.step, one.from_browser) for one in joined] == [
        (MediaStep.agent_answer, False),
        (MediaStep.visitor_answer, True),
    ]
    assert shown_to_browsers(world) == [True, True]


def test_without_a_media_server_pages_are_passed_over() -> None:
    world = World(plan(2, browsers=[1]), media=False).tell(ev.Placed(), ev.Claimed(1))
    assert world.causes() == {1: "failed"}
    assert world.claims == {2}
    assert world.did(ef.Dial) == []


@pytest.mark.parametrize("together", [1, 2])
def test_a_media_server_that_dies_takes_the_pages_along_and_leaves_the_phones(together: int) -> None:
    world = World(plan(2, together=together, browsers=[1])).tell(ev.Placed(), ev.Claimed(1)).media_done()
    world.tell(ev.Rang(1), ev.MediaGone("dead"))
    assert world.causes() == {1: "failed"}
    world.tell(ev.Claimed(2))
    [_, dialled] = world.did(ef.Dial)
    assert isinstance(dialled, ef.Dial)
    assert not dialled.destination.in_browser


@pytest.mark.parametrize("who", [0, 1])
def test_a_conversation_with_a_page_ends_with_the_media_server(who: int) -> None:
    world = World(plan(1, browsers=[who])).tell(ev.Placed(), ev.Claimed(1))
    world.media_done().tell(ev.Answered(1, AGENT_SDP)).media_done().tell(ev.Claimed(2)).media_done()
    world.tell(ev.Answered(2, VISITOR_SDP)).media_done().tell(ev.MediaGone("dead"))
    assert world.outcome == "connected"
    assert not world.up
    assert {one.reason for one in world.said(facts.LegEnded) if isinstance(one, facts.LegEnded)} == {NEEDS_MEDIA}


@dataclass
class Ends:
    """Both ends of a page's leg: what it told, and the timer it set."""

    told: list[ev.Event] = field(default_factory=list)
    kept: list[dict[str, Any]] = field(default_factory=list)
    fire: Callable[[], None] | None = None

    def leg(self) -> PageLeg:
        made = PageLeg(1, self.told.append, lambda leg, dialog: self.kept.append(dialog), self._later)
        made.dial("id", "offer", "host")
        return made

    def _later(self, seconds: float, function: Callable[[], None]) -> Callable[[], None]:
        self.fire = function

        def cancel() -> None:
            self.fire = None

        return cancel


def test_a_page_answers_once_and_leaves_once() -> None:
    ends = Ends()
    leg = ends.leg()
    assert ends.kept == [{"kind": "browser", "offer": "offer"}]
    leg.heard("rang", "")
    assert ends.fire is None
    leg.heard("answered", "answer")
    leg.heard("answered", "another")
    leg.heard("declined", "")
    leg.heard("left", "")
    assert ends.told == [ev.Rang(1), ev.Answered(1, "answer"), ev.HungUp(1)]
    leg.drop()
    leg.heard("left", "")
    assert len(ends.told) == 3


def test_a_page_that_says_nothing_is_passed_over() -> None:
    ends = Ends()
    ends.leg()
    assert ends.fire is not None
    ends.fire()
    assert ends.told == [ev.Refused(1, 480, "the page does not answer")]


def test_a_page_that_was_let_go_is_not_waited_for() -> None:
    ends = Ends()
    ends.leg().drop()
    assert ends.fire is None
    assert ends.told == []
