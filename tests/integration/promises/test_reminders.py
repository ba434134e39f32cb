"""What a person has to keep: they are reminded, leads hear of it, and their word is the evidence."""

from datetime import timedelta

import pytest

from ringback.base.accounts.models import Organisation
from ringback.base.kit import clock
from ringback.core.people.models import Person
from ringback.core.promises import services
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.models import Attempt, Promise
from ringback.core.promises.rules import Outcome, Policy
from tests.integration.promises.conftest import Scripted
from tests.integration.promises.team import Make, joins, told

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def test_the_owner_is_reminded_when_it_is_due_and_missed_and_a_lead_when_it_stays_open(
    organisation: Organisation, promise: Make, moment: clock.SettableClock
) -> None:
    anna, lead = joins(organisation, "Anna"), joins(organisation, "Lea", "lead")
    due_at = clock.now() + HOUR
    made = promise(due_at, automatic=False, owner_id=anna.member_id, policy=Policy(escalate_after_seconds=600))
    keeper, seen = Keeper(), []
    for seconds in (3599, 1, 30, 600, 3600):
        moment.advance(seconds)
        keeper.round()
        keeper.round()
        seen.append((told(anna), told(lead)))
    due, missed, escalated = ["promise_due"], ["promise_due", "promise_missed"], ["promise_escalated"]
    assert seen == [([], []), (due, []), (missed, []), (missed, escalated), (missed, escalated)]
    made.refresh_from_db()
    assert (made.state, made.missed_at) == ("pending", made.deadline_at)


def test_a_keeper_that_was_away_reminds_once(
    organisation: Organisation, promise: Make, moment: clock.SettableClock
) -> None:
    anna = joins(organisation, "Anna")
    promise(clock.now() + HOUR, automatic=False, owner_id=anna.member_id, policy=Policy(remind_before_seconds=(600,)))
    moment.advance(7200)
    Keeper().round()
    assert told(anna) == ["promise_missed"]


def test_whoever_must_be_there_is_reminded_before_and_it_is_kept_when_they_come(
    organisation: Organisation, promise: Make, moment: clock.SettableClock
) -> None:
    anna, person = joins(organisation, "Anna"), Person.objects.create(organisation=organisation, name="Eva")
    made = promise(
        clock.now() + HOUR, direction="they_contact", owner_id=anna.member_id, person_id=person.pk, expires_at=None
    )
    assert not made.automatic
    moment.advance(3000)
    Keeper().round()
    assert told(anna) == ["promise_before"]
    moment.advance(605)
    assert services.they_reached_us(organisation.pk, person.pk, "voice", {"call_id": "c1"}) == made.pk
    made.refresh_from_db()
    assert (made.state, Attempt.objects.get().evidence) == ("kept", {"call_id": "c1"})
    assert services.they_reached_us(organisation.pk, person.pk, "voice", {"call_id": "c2"}) is None


def test_if_they_never_come_it_is_missed_and_a_person_says_so(
    organisation: Organisation, promise: Make, moment: clock.SettableClock
) -> None:
    anna = joins(organisation, "Anna")
    made = promise(clock.now() + HOUR, direction="they_contact", owner_id=anna.member_id, expires_at=None)
    moment.advance(3700)
    Keeper().round()
    made.refresh_from_db()
    assert made.missed_at == made.deadline_at
    services.say(anna, made.pk, Outcome.REFUSED, "did not come")
    made.refresh_from_db()
    assert made.state == "broken"


def test_a_promise_without_an_owner_reminds_the_leads(
    organisation: Organisation, promise: Make, moment: clock.SettableClock
) -> None:
    lead = joins(organisation, "Lea", "lead")
    promise(automatic=False, grace_seconds=0)
    Keeper().round()
    assert told(lead) == ["promise_due"]


def test_its_own_lead_hears_of_it_before_the_organisations(
    organisation: Organisation, promise: Make, moment: clock.SettableClock, handler: Scripted
) -> None:
    lead, other = joins(organisation, "Lea", "lead"), joins(organisation, "Max", "agent")
    promise(lead_id=other.member_id, policy=Policy(escalate_after_seconds=60))
    keeper = Keeper()
    for seconds in (30, 60):
        moment.advance(seconds)
        keeper.round()
    assert (told(lead), told(other)) == ([], ["promise_escalated"])


def test_a_persons_word_is_the_evidence_with_their_name(organisation: Organisation, promise: Make) -> None:
    anna = joins(organisation, "Anna")
    made = promise(automatic=False, owner_id=anna.member_id)
    services.mark_kept(anna, made.pk, {}, word="She will come on Friday.")
    attempt = Attempt.objects.get()
    assert attempt.evidence == {
        "said_by": anna.member_id,
        "said_by_name": "Anna",
        "word": "She will come on Friday.",
    }
    assert (attempt.outcome, Promise.objects.get(pk=made.pk).state) == ("done", "kept")


def test_a_person_who_tried_in_vain_is_reminded_as_the_policy_says(
    organisation: Organisation, promise: Make, moment: clock.SettableClock
) -> None:
    anna = joins(organisation, "Anna")
    made = promise(automatic=False, owner_id=anna.member_id, policy=Policy({"busy": (600,)}), grace_seconds=0)
    keeper = Keeper()
    keeper.round()
    services.say(anna, made.pk, Outcome.BUSY)
    moment.advance(600)
    keeper.round()
    assert told(anna) == ["promise_due", "promise_due"]
    services.say(anna, made.pk, Outcome.BUSY)
    made.refresh_from_db()
    assert (made.state, Attempt.objects.filter(promise=made).count()) == ("broken", 2)


def test_minding_costs_nothing_for_promises_whose_hour_has_not_come(promise: Make, moment: clock.SettableClock) -> None:
    for _ in range(20):
        promise(clock.now() + HOUR, automatic=False)
    keeper = Keeper()
    keeper.round()
    before = list(Promise.objects.order_by("id").values_list("minded_at", "wake_at"))
    moment.advance(60)
    keeper.round()
    assert list(Promise.objects.order_by("id").values_list("minded_at", "wake_at")) == before
