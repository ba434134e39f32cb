"""Who asked not to be called is not dialled: asked before anybody of ours is rung, and again before the visitor is."""

from pathlib import Path

from ringback.channels.voice.models import Call
from ringback.core.people import services as people
from ringback.core.promises.models import Promise
from tests.integration.voice.house import NUMBER, House, attempt_of
from tests.integration.voice.lines import Phones, Voices, finished, ring_at
from tests.integration.voice.role import answering, invites, ringing
from tests.waiting import until


def ended_unasked(call: Call) -> None:
    row = finished(call)
    assert (row.outcome, row.detail) == ("visitor_denied", "they asked not to be called")
    assert attempt_of(call).outcome == "cancelled"
    assert Promise.objects.get(pk=call.promise_id or 0).state == "cancelled"


def test_nobody_is_rung_for_a_number_that_is_on_the_list(
    shop: House, phones: Phones, voices: Voices, tmp_path: Path
) -> None:
    agent, visitor = phones(ringing(tmp_path)), phones(ringing(tmp_path))
    ring_at(shop, agent, carrier=visitor)
    people.do_not_contact(shop.actor, "voice", NUMBER, "said so")
    voices()
    ended_unasked(shop.promised())
    assert invites(agent) == invites(visitor) == 0


def test_who_says_so_while_ours_is_ringing_is_not_dialled(
    shop: House, phones: Phones, voices: Voices, tmp_path: Path
) -> None:
    agent, visitor = phones(answering(tmp_path, ring_milliseconds=2500)), phones(ringing(tmp_path))
    ring_at(shop, agent, carrier=visitor)
    voices()
    call = shop.promised()
    until(lambda: invites(agent) == 1, 20)
    people.do_not_contact(shop.actor, "voice", NUMBER, "said so")
    ended_unasked(call)
    assert invites(visitor) == 0
