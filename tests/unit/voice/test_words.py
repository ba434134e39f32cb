"""Everything the engine can say of a call has its words."""

import re
from dataclasses import fields

from ringback.channels.voice import words
from ringback.channels.voice.engine import facts
from ringback.channels.voice.engine.facts import CallOutcome, Fact, LegCause
from ringback.channels.voice.models import CallEvent
from ringback.channels.voice.role.ledger import UNTOLD

FACTS = [fact for fact in vars(facts).values() if isinstance(fact, type) and issubclass(fact, Fact)]


def test_every_fact_of_the_timeline() -> None:
    told = [fact for fact in FACTS if fact is not Fact and fact not in UNTOLD]
    for fact in told:
        assert re.sub(r"(?<=[a-z])(?=[A-Z])", "_", fact.__name__).lower() in words._EVENTS, fact
        assert len(fact.__name__) <= (CallEvent._meta.get_field("kind").max_length or 0), fact
    assert len(told) > 10


def test_every_cause_and_every_outcome() -> None:
    assert set(words._CAUSES) == set(LegCause)
    assert set(words.OUTCOMES) == set(CallOutcome)


def test_silence_is_told_with_its_length() -> None:
    event = CallEvent(kind="FellSilent", detail={"seconds": 45.2})
    assert words.timeline((event,), {}) == [(event, "No sound from either phone for 45 seconds: the call is over")]
    assert [field.name for field in fields(facts.FellSilent)] == ["call_id", "at", "seconds"]
