"""A person's word on how a call really ended: before its end, after it, and taken back."""

from datetime import timedelta

import pytest

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.core.promises import services
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.models import Attempt, Promise
from ringback.core.promises.rules import Outcome, Policy
from tests.integration.promises.conftest import Scripted
from tests.integration.promises.team import Make, joins

pytestmark = pytest.mark.django_db

AGAIN = Policy({"voicemail": (600,)})


@pytest.fixture
def anna(organisation: Organisation) -> Actor:
    return joins(organisation, "Anna")


@pytest.fixture
def talked(handler: Scripted, promise: Make, moment: clock.SettableClock) -> Promise:
    """A promise that was kept by a conversation, as far as the line could hear."""
    made = promise(policy=AGAIN)
    Keeper().round()
    services.report(handler.attempts[0], Outcome.DONE, {"call_id": "c1"})
    made.refresh_from_db()
    assert made.state == "kept"
    return made


def test_a_voicemail_is_tried_again_as_the_policy_says(
    anna: Actor, talked: Promise, handler: Scripted, moment: clock.SettableClock
) -> None:
    moment.advance(20)
    services.correct(anna, handler.attempts[0], Outcome.VOICEMAIL)
    talked.refresh_from_db()
    assert (talked.state, talked.closed_at) == ("pending", None)
    assert talked.due_at == clock.now() + timedelta(seconds=600)
    attempt = Attempt.objects.get()
    assert (attempt.outcome, attempt.evidence["heard"], attempt.evidence["said_by_name"]) == (
        "voicemail",
        "done",
        "Anna",
    )
    assert attempt.evidence["call_id"] == "c1"
    Keeper().round()
    assert handler.told_of[-1] == (talked.pk, "pending")
    moment.advance(600)
    handler.answers = [Outcome.DONE]
    Keeper().round()
    talked.refresh_from_db()
    assert (talked.state, talked.missed_at is not None) == ("kept", True)


def test_a_wrong_number_breaks_it_and_is_never_tried_again(anna: Actor, talked: Promise, handler: Scripted) -> None:
    services.correct(anna, handler.attempts[0], Outcome.WRONG_NUMBER)
    talked.refresh_from_db()
    assert talked.state == "broken"


def test_what_was_said_can_be_taken_back(
    anna: Actor, talked: Promise, handler: Scripted, moment: clock.SettableClock
) -> None:
    ended_at = talked.closed_at
    moment.advance(20)
    services.correct(anna, handler.attempts[0], Outcome.VOICEMAIL)
    moment.advance(20)
    services.correct(anna, handler.attempts[0], None)
    talked.refresh_from_db()
    assert (talked.state, talked.closed_at, talked.missed_at) == ("kept", ended_at, None)


def test_said_during_the_call_it_waits_for_its_end(
    anna: Actor, handler: Scripted, promise: Make, moment: clock.SettableClock
) -> None:
    made = promise(policy=AGAIN)
    Keeper().round()
    services.correct(anna, handler.attempts[0], Outcome.VOICEMAIL)
    made.refresh_from_db()
    assert made.state == "keeping"
    services.report(handler.attempts[0], Outcome.DONE, {"call_id": "c1"})
    made.refresh_from_db()
    attempt = Attempt.objects.get()
    assert (made.state, attempt.outcome, attempt.evidence["heard"]) == ("pending", "voicemail", "done")


def test_what_the_line_knows_better_stands(anna: Actor, handler: Scripted, promise: Make) -> None:
    made = promise(policy=AGAIN)
    Keeper().round()
    services.correct(anna, handler.attempts[0], Outcome.VOICEMAIL)
    services.report(handler.attempts[0], Outcome.REFUSED, {})
    made.refresh_from_db()
    assert (made.state, Attempt.objects.get().outcome) == ("broken", "refused")


def test_a_word_that_comes_after_others_acted_changes_the_record_only(
    anna: Actor, talked: Promise, handler: Scripted, moment: clock.SettableClock
) -> None:
    Promise.objects.filter(pk=talked.pk).update(generation=2)
    services.correct(anna, handler.attempts[0], Outcome.VOICEMAIL)
    talked.refresh_from_db()
    assert (talked.state, Attempt.objects.get().outcome) == ("kept", "voicemail")


def test_a_word_that_comes_a_day_later_changes_the_record_only(
    anna: Actor, talked: Promise, handler: Scripted, moment: clock.SettableClock
) -> None:
    moment.advance(86_401)
    services.correct(anna, handler.attempts[0], Outcome.VOICEMAIL)
    talked.refresh_from_db()
    assert (talked.state, Attempt.objects.get().outcome) == ("kept", "voicemail")


def test_a_cancelled_promise_stays_cancelled(anna: Actor, handler: Scripted, promise: Make) -> None:
    made = promise(policy=AGAIN)
    Keeper().round()
    services.report(handler.attempts[0], Outcome.CANCELLED, {})
    services.correct(anna, handler.attempts[0], Outcome.VOICEMAIL)
    made.refresh_from_db()
    assert made.state == "cancelled"


def test_nobody_corrects_another_organisations_attempt(talked: Promise, handler: Scripted) -> None:
    stranger = joins(Organisation.objects.create(name="Boats"), "Stranger")
    services.correct(stranger, handler.attempts[0], Outcome.VOICEMAIL)
    talked.refresh_from_db()
    assert (talked.state, Attempt.objects.get().outcome) == ("kept", "done")
