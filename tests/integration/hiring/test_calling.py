"""The call to a candidate, from the card to what follows from it; and how candidates are reached."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError
from ringback.channels.voice.models import Agent, Call, HuntGroup, HuntGroupMember, Trunk
from ringback.core.people import services as people
from ringback.core.promises.models import Promise
from ringback.core.promises.services import Outcome, State, report
from ringback.desk import cards
from ringback.doors.hiring.calling import personal_data, reads, services
from ringback.doors.hiring.calling.models import Asked, CandidateCall
from ringback.doors.hiring.calling.services import OutcomeValues, PlanValues
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.candidates.services import ContactValues, apply, change_contact
from ringback.doors.hiring.goodbye.services import GoodbyeValues, open_promises, say_goodbye
from ringback.doors.hiring.interviews.services import InterviewValues, offer_times
from ringback.doors.hiring.openings.models import Opening
from ringback.doors.hiring.openings.services import open_opening, save_opening
from tests.integration.accounts import scene
from tests.integration.hiring.conftest import applicant, opening_values
from tests.integration.hiring.test_interviews import WHOLE

TUESDAY = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
RESUME = "Nine years of DATEV\nDriving licence C since 2004"


def at(moment: datetime) -> AbstractContextManager[None]:
    return clock.use(clock.SettableClock(moment))


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with at(TUESDAY):
        yield


@pytest.fixture
def opening(owner: Actor) -> Opening:
    whole = opening_values(**WHOLE, superior="Explains once, and trusts you then.", promotion="Head of accounts")
    return open_opening(owner, save_opening(owner, None, whole).pk)


@pytest.fixture
def candidate(opening: Opening) -> Application:
    said = {"city": "Hamburg", "wanted_pay": Decimal(5000), "resume_text": RESUME, "language": "de"}
    return apply(opening, applicant(opening, name="Vera Voß", **said))


@pytest.fixture
def phone(owner: Actor) -> Agent:
    """The recruiter's own, in a hunt group."""
    ours = {"organisation_id": owner.organisation_id}
    trunk = Trunk.objects.create(**ours, name="Carrier", host="192.0.2.1")
    agent = Agent.objects.create(**ours, name="Anna", member_id=owner.member_id, address="sip:1@192.0.2.2", trunk=trunk)
    group = HuntGroup.objects.create(**ours, name="Recruiters", trunk=trunk)
    HuntGroupMember.objects.create(group=group, agent=agent, position=1)
    return agent


def page(actor: Actor, application: Application, query: str = "") -> str:
    answer = scene.signed_in(actor).get(reverse("hiring:call", args=[application.pk]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def kept(promise_id: int | None) -> str:
    return Promise.objects.get(pk=promise_id or 0).state


def talk(call: CandidateCall) -> Call:
    """The line joins them, and both hang up."""
    line, now = Call.objects.get(promise_id=call.dialled_id or 0), clock.now()
    values = {"stage": "ended", "outcome": "connected", "connected_at": now, "ended_at": now, "live_number": None}
    Call.objects.filter(pk=line.pk).update(**values)
    report(line.attempt_id or 0, Outcome.DONE, {"call_id": line.call_id}, at=now)
    return line


def test_everything_stands_on_the_card(
    firm: tuple[Organisation, Actor], candidate: Application, opening: Opening
) -> None:
    owner = firm[1]
    services.save_plan(owner, opening.pk, PlanValues("", ["May you drive a lorry? | driving licence C", "Why us?"]))
    promised = say_goodbye(owner, candidate.pk, GoodbyeValues(TUESDAY + timedelta(hours=1))).promise_id or 0
    today = cards.lines(owner.organisation_id, [(promised, "hiring")])[promised]
    assert today.url == reverse("hiring:call", args=[candidate.pk])
    shown = page(owner, candidate)
    for words in ("Explains once", "Head of accounts", "2,800 – 3,400 EUR", "Wants 5,000 EUR; at most 3,400", "10:00"):
        assert words in shown, words
    assert "Guten Tag, Vera Voß" in shown and "Umlaut" not in shown and "DIN 5009" in shown
    assert "Answer to a candidate" in shown and "an invitation, two minutes" in shown
    assert "eine halbe Minute" in page(owner, candidate, "?way=notification")
    asked = reads.questions(candidate, services.plan_of(opening.pk))
    assert [(one.text, one.hidden) for one in asked][:2] == [("May you drive a lorry?", True), ("Why us?", False)]
    assert asked[0].line == "Driving licence C since 2004"
    colleague = scene.member(firm[0], "interviewer")
    assert candidate.phone[-4:] not in page(colleague, candidate).replace(" ", "").replace(candidate.email, "")


def test_a_call_through_our_phones_to_the_invitation(owner: Actor, candidate: Application, phone: Agent) -> None:
    number = "+4915199999999"
    change_contact(owner, candidate.pk, ContactValues("Vera Voß", "v@example.org", number, "Hamburg", "", "de"))
    people.add_phone(owner, candidate.person_id or 0, "+4940123456")
    goodbye = say_goodbye(owner, candidate.pk, GoodbyeValues(TUESDAY + timedelta(hours=1)))
    client = scene.signed_in(owner)
    card = reverse("hiring:call", args=[candidate.pk])
    assert client.post(card, {"do": "call", "way": "invitation"}).status_code == 302
    call = CandidateCall.objects.get()
    line = Call.objects.get(promise_id=call.dialled_id or 0)
    assert (line.number, line.plan["agents"], call.about_id) == (number, [phone.pk], goodbye.promise_id)
    assert client.post(card, {"do": "call", "way": "invitation"}).status_code == 409
    Call.objects.filter(pk=line.pk).update(stage="talking", connected_at=TUESDAY, claimed_at=TUESDAY)
    timer = client.get(reverse("hiring:call-line", args=[candidate.pk])).content.decode()
    assert 'data-limit="120"' in timer and "data-since" in timer
    asked = client.post(reverse("hiring:call-interest", args=[candidate.pk]), {"interest": "2"}, HTTP_HX_REQUEST="true")
    assert "Sagen Sie es bitte laut" in asked.content.decode()
    _spell(client, candidate)
    talk(call)
    assert client.post(card, {"do": "end"}).status_code == 422
    said = {"do": "end", "outcome": "agreed", "answer_0": "Nine", "theirs_0": "May I bring my dog?", "note": "Friendly"}
    assert client.post(card, said)["Location"] == reverse("hiring:interview-plan", args=[candidate.pk])
    call.refresh_from_db()
    assert (call.outcome, call.interest, call.talked_at, call.note) == ("agreed", 2, TUESDAY, "Friendly")
    assert sorted(Asked.objects.values_list("theirs", flat=True)) == [False, True]
    assert kept(goodbye.promise_id) == kept(call.dialled_id) == State.KEPT
    line.refresh_from_db()
    assert line.disposition == "success"
    _written(owner, candidate)


def _spell(client: Client, candidate: Application) -> None:
    """The address typed anew, letter by letter, then confirmed: it is theirs from now on."""
    address = reverse("hiring:call-email", args=[candidate.pk])
    shown = client.post(address, {"do": "spell", "email": "jö@x"}, HTTP_HX_REQUEST="true").content.decode()
    assert "Jena" in shown and "Umlaut Offenbach" in shown and "Ett" in shown
    wrong = client.post(address, {"do": "confirm", "email": "no"}, HTTP_HX_REQUEST="true").content.decode()
    assert "no e-mail address" in wrong
    done = client.post(address, {"do": "confirm", "email": "Vera@example.org"}, HTTP_HX_REQUEST="true")
    assert "Confirmed" in done.content.decode()
    candidate.refresh_from_db()
    assert candidate.email == "vera@example.org" and reads.confirmed_at(candidate) == TUESDAY


def _written(owner: Actor, candidate: Application) -> None:
    """The message after the call stays on Today until it goes out (MISSION H35)."""
    todo = Promise.objects.get(kind=services.INVITE)
    line = cards.lines(owner.organisation_id, [(todo.pk, "hiring")])[todo.pk]
    assert "Send the interview invitation" in str(line.title) and todo.state == State.PENDING
    offer_times(owner, candidate.pk, InterviewValues([owner.member_id or 0]))
    assert kept(todo.pk) == State.KEPT


def test_the_other_ends_of_a_call(owner: Actor, candidate: Application) -> None:
    promised = say_goodbye(owner, candidate.pk, GoodbyeValues(TUESDAY + timedelta(hours=1))).promise_id
    with pytest.raises(FieldError, match="phone"):  # no phone of our own
        services.call_candidate(owner, candidate.pk, "invitation")
    assert not CandidateCall.objects.exists()

    def call(outcome: str, again_at: datetime | None = None) -> CandidateCall:
        services.call_candidate(owner, candidate.pk, "notification", other_phone=True)
        services.answered(owner, candidate.pk)
        return services.end_call(owner, candidate.pk, OutcomeValues(outcome, again_at))

    call("no_answer")
    assert Promise.objects.get(pk=promised or 0).attempts_made == 1 and kept(promised) == State.PENDING
    with pytest.raises(FieldError, match="When"):
        call("later")
    with pytest.raises(FieldError, match="Three questions"):
        services.end_call(owner, candidate.pk, OutcomeValues("reached", theirs=["a", "b", "c", "d"]))
    late = TUESDAY.replace(hour=22, minute=30)
    services.end_call(owner, candidate.pk, OutcomeValues("later", late))
    moved = Promise.objects.get(pk=promised or 0)
    assert moved.due_at == late and moved.state == State.PENDING
    with at(late - timedelta(minutes=45)), pytest.raises(FieldError, match="may not be called now"):
        services.call_candidate(owner, candidate.pk, "notification", other_phone=True)
    with at(late):  # they named that hour themselves
        assert call("wrong_number").number == candidate.phone
    assert kept(promised) == State.BROKEN and reads.number_is_wrong(candidate)
    call("later", TUESDAY + timedelta(days=1))
    later = Promise.objects.get(kind=services.CALL, state=State.PENDING)
    call("not_interested")
    candidate.refresh_from_db()
    assert candidate.state == "withdrawn" and kept(later.pk) == State.CANCELLED and not open_promises([candidate.pk])


def test_who_must_not_be_called_is_not(firm: tuple[Organisation, Actor], candidate: Application, phone: Agent) -> None:
    owner = firm[1]
    people.close_for(owner, "voice", candidate.phone, "said so")
    shown = page(owner, candidate)
    assert "Not now" in shown and 'value="call"' not in shown
    with pytest.raises(FieldError, match="may not be called"):
        services.call_candidate(owner, candidate.pk, "invitation")
    viewer = scene.member(firm[0], "viewer")
    assert scene.signed_in(viewer).get(reverse("hiring:call", args=[candidate.pk])).status_code == 403
    assert not Call.objects.exists() and not CandidateCall.objects.exists()


def test_a_contact_is_changed_and_the_person_kept_right(owner: Actor, opening: Opening, candidate: Application) -> None:
    other = apply(opening, applicant(opening, phone="+4915177777777"))
    old = candidate.phone
    form = {"name": "Vera Voss", "email": other.email, "phone": "0151 55512345", "city": "Kiel", "forget_old": "on"}
    client, address = scene.signed_in(owner), reverse("hiring:contact", args=[candidate.pk])
    assert client.post(address, {**form, "phone": "12"}).status_code == 422
    answer = client.post(address, form, follow=True).content.decode()
    assert "Somebody else has it, too" in answer
    candidate.refresh_from_db()
    assert (candidate.phone, candidate.city, candidate.email) == ("+4915155512345", "Kiel", other.email)
    reach = people.reach_of(owner.organisation_id, candidate.person_id)
    assert reach.name == "Vera Voss" and reach.phones == ("+4915155512345",)
    assert other.email not in reach.emails and people.person_with_phone(owner.organisation_id, old) is None
    assert people.person_with_email(owner.organisation_id, other.email) == other.person_id


def test_what_calls_hold_goes_with_the_person(owner: Actor, candidate: Application, phone: Agent) -> None:
    services.call_candidate(owner, candidate.pk, "invitation", other_phone=True)
    services.note_interest(owner, candidate.pk, 4)
    services.confirm_email(owner, candidate.pk)
    with at(TUESDAY + timedelta(hours=1)):
        assert "What came of these calls?" in scene.signed_in(owner).get(reverse("desk:today")).content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():  # one at a time
        CandidateCall.objects.create(application=candidate, way="invitation")
    services.end_call(owner, candidate.pk, OutcomeValues("reached", note="Likes dogs", theirs=["Dogs?"]))
    person_id = candidate.person_id or 0
    held = str(personal_data.export(people.Subject(candidate.organisation_id, (person_id,))))
    assert "Likes dogs" in held and "Dogs?" in held
    people.erase(owner, person_id, "asked")
    call = CandidateCall.objects.get()
    assert (call.outcome, call.note, call.number, call.email, call.interest) == ("reached", "", "", "", None)
    assert not Asked.objects.exists()
