"""The promise at goodbye, and an answer for everybody, each once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor, remove_member
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.core.people import services as people
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.models import Promise
from ringback.doors.hiring.answers import reads
from ringback.doors.hiring.answers.models import Answer, Decision
from ringback.doors.hiring.answers.services import Plan, answer_by_hand, cancel_decision, decide, prepare
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.candidates.services import agree_to_be_kept, apply, finish, move, note_merits
from ringback.doors.hiring.goodbye.models import Blocker, Goodbye, Reminder
from ringback.doors.hiring.goodbye.reads import owed
from ringback.doors.hiring.goodbye.services import (
    BlockerValues,
    GoodbyeValues,
    block,
    hand_over_candidates,
    open_promises,
    save_manners,
    say_goodbye,
)
from ringback.doors.hiring.openings.models import Opening, WaitingNorm
from ringback.doors.hiring.openings.services import close_opening, open_opening, save_opening, stages_of
from tests.integration.accounts import scene
from tests.integration.hiring.conftest import applicant, opening_values
from tests.integration.messages.kept import Round
from tests.integration.promises.team import told
from tests.servers.mail import DROP, MailSink
from tests.waiting import until

FRIDAY = datetime(2026, 3, 13, 15, 0, tzinfo=UTC)  # 16:00 in Berlin


@pytest.fixture
def firm(transactional_db: None) -> tuple[Organisation, Actor]:
    """Threads of the keeper see what the test writes; such tests begin with empty tables."""
    WaitingNorm.objects.get_or_create(level="specialist", defaults={"from_days": 7, "to_days": 10, "source": "test"})
    return scene.organisation("Tents & Co")


@pytest.fixture
def ten(opening: Opening) -> list[Application]:
    return [apply(opening, applicant(opening)) for _number in range(10)]


def test_one_of_ten_is_hired_and_eight_refusals_wait_for_a_look(
    moment: clock.SettableClock, owner: Actor, opening: Opening, ten: list[Application], post: MailSink, keep: Round
) -> None:
    plan = Plan(hired_id=ten[0].pk, runner_up_id=ten[1].pk, merits="five years with DATEV")
    ready = prepare(owner, opening.pk, plan)
    assert [one.kind for one in ready] == ["runner_up"] + ["another"] * 8
    assert all(one.written is not None and "five years with DATEV" in one.written.text for one in ready)
    assert not Answer.objects.exists()

    decision = decide(owner, opening.pk, plan, expected=9)
    with pytest.raises(FieldError):
        decide(owner, opening.pk, plan, expected=9)
    keep()
    assert post.mails == []
    assert states(ten[:3]) == ["hired", "reserve", "active"]
    with pytest.raises(ConflictError):
        close_opening(owner, opening.pk)

    moment.advance(7200)
    keep()
    assert sorted(post.recipients) == sorted(row.email for row in ten[1:])
    assert states(ten) == ["hired", "reserve"] + ["refused"] * 8
    keep()
    assert len(post.mails) == 9, "at most once each"
    with pytest.raises(ConflictError):
        cancel_decision(owner, decision.pk)

    answer_by_hand(owner, ten[0].pk, "Called her, she is glad")
    assert reads.answered_figure(opening.pk).share == 1
    assert close_opening(owner, opening.pk).state == "closed"
    assert open_promises([ten[0].pk]) == {}


def test_the_runner_up_tops_the_list_when_the_winner_leaves(
    moment: clock.SettableClock, owner: Actor, opening: Opening, ten: list[Application], post: MailSink, keep: Round
) -> None:
    finish(owner, ten[5].pk, 1, "reserve", "Good with people")
    decide(owner, opening.pk, Plan(hired_id=ten[0].pk, runner_up_id=ten[1].pk, delay_seconds=0))
    keep()
    listed = [(one.application.pk, one.first) for one in reads.reserve(owner, opening)]
    assert listed == [(ten[1].pk, False), (ten[5].pk, False)]
    moment.advance(50 * 86_400)
    winner = Application.objects.get(pk=ten[0].pk)
    finish(owner, winner.pk, winner.version, "withdrawn", "Found something nearer")
    assert next((one.application.pk, one.first) for one in reads.reserve(owner, opening)) == (ten[1].pk, True)
    call = Promise.objects.get(kind="hiring.call_first")
    assert (call.subject_id, call.owner_id, call.channel) == (ten[1].pk, owner.member_id, "voice")
    page = scene.signed_in(owner).get(reverse("hiring:reserve", args=[opening.pk])).content.decode()
    assert "Call first" in page


def test_a_decision_can_be_taken_back_until_it_goes_out(
    moment: clock.SettableClock, owner: Actor, opening: Opening, ten: list[Application], post: MailSink, keep: Round
) -> None:
    decision = decide(owner, opening.pk, Plan(hired_id=ten[0].pk, runner_up_id=ten[1].pk))
    moment.advance(3600)
    gone = Application.objects.get(pk=ten[9].pk)
    finish(owner, gone.pk, gone.version, "withdrawn")
    assert cancel_decision(owner, decision.pk) == (opening.pk, 8), "the runner-up and seven others; one had withdrawn"
    moment.advance(7200)
    keep()
    assert post.mails == []
    assert set(states(ten[:9])) == {"active"}
    assert open_promises([ten[0].pk]) == {}
    assert len(prepare(owner, opening.pk, Plan())) == 9, "everybody can be decided on again"


def test_an_answer_in_doubt_is_shown_and_not_sent_again(
    moment: clock.SettableClock, owner: Actor, opening: Opening, application: Application, post: MailSink, keep: Round
) -> None:
    post.answers = [DROP]
    decide(owner, opening.pk, Plan(delay_seconds=0))
    keep_until_doubt()
    moment.advance(90_000)
    [made] = reads.decisions(owner, opening)
    assert [one.application_id for one in made.doubtful] == [application.pk]
    assert len(post.mails) == 1
    assert Application.objects.get(pk=application.pk).answered_at is None
    page = scene.signed_in(owner).get(reverse("hiring:answers", args=[opening.pk])).content.decode()
    assert "Nobody knows whether these went out" in page


def test_friday_four_passes_and_at_a_minute_past_the_recruiter_sees_who_blocks(
    moment: clock.SettableClock, owner: Actor, firm: tuple[Organisation, Actor], application: Application
) -> None:
    recruiter = scene.member(firm[0], "recruiter")
    anna = scene.member(firm[0], "approver")
    values = GoodbyeValues(due_at=FRIDAY, owner_id=recruiter.member_id, leaning="rather_yes")
    say_goodbye(recruiter, application.pk, values)
    block(recruiter, application.pk, BlockerValues(member_id=anna.member_id, reason=Blocker.Reason.TRIP))
    keeper = Keeper()
    client = scene.signed_in(recruiter)

    moment.advance((FRIDAY - clock.now()).total_seconds())
    keeper.round()
    assert not owed(recruiter)[0].late
    moment.advance(60)
    keeper.round()
    [row] = owed(recruiter)
    assert row.late
    assert [(one.name, one.reason) for one in row.blocking] == [(anna.name, "On a trip")]
    today = client.get(reverse("desk:today")).content.decode()
    assert "Overdue" in today
    assert f"waits for {anna.name}" in today
    assert "promise_missed" in told(recruiter)
    assert "promise_escalated" not in told(owner)
    moment.advance(3600)
    keeper.round()
    assert "promise_escalated" in told(owner)
    assert anna.name in client.get(reverse("hiring:owed")).content.decode()
    client = scene.signed_in(anna)
    decided = client.post(reverse("hiring:unblock", args=[row.blocking[0].id]), {"decision": "yes"})
    assert decided.status_code == 302
    assert owed(recruiter)[0].blocking == []


def test_candidates_see_when_and_who_and_nothing_else(
    moment: clock.SettableClock,
    owner: Actor,
    firm: tuple[Organisation, Actor],
    opening: Opening,
    application: Application,
) -> None:
    recruiter = scene.member(firm[0], "recruiter")
    other = apply(opening, applicant(opening, name="Zelda Other"))
    stranger = Client()
    from_panel = scene.signed_in(owner).get(reverse("hiring:application", args=[application.pk])).content.decode()
    path = "/jobs/answer/" + from_panel.split("/jobs/answer/")[1].split('"')[0]
    assert "7 to 10 days" in stranger.get(path).content.decode()

    say_goodbye(owner, application.pk, GoodbyeValues(due_at=FRIDAY, owner_id=recruiter.member_id, leaning="no"))
    block(owner, application.pk, BlockerValues(name="Big Client", reason=Blocker.Reason.ILLNESS, note="in hospital"))
    seen = stranger.get(path).content.decode()
    assert "Friday 13 March, 16:00" in seen
    assert f"{recruiter.name} decides." in seen
    for secret in ("leaning", "Rather", "Big Client", "Ill", "hospital", other.name):
        assert secret not in seen

    assert stranger.head(path).status_code == 200
    assert Reminder.objects.count() == 0, "looking changes nothing"
    assert stranger.post(path).status_code == 302
    stranger.post(path)
    assert Reminder.objects.filter(application=application).count() == 1
    assert "candidate_reminded" in told(recruiter)
    assert (
        "They asked once"
        in scene.signed_in(owner).get(reverse("hiring:application", args=[application.pk])).content.decode()
    )
    moment.advance((FRIDAY - clock.now()).total_seconds() + 61)
    assert "That is our fault" in stranger.get(path).content.decode()

    assert stranger.get(path.replace(".", ".1", 1)).status_code == 404
    people.erase(owner, application.person_id or 0, "asked for it")
    assert stranger.get(path).status_code == 404
    goodbye = Goodbye.objects.get()
    assert (goodbye.contact, goodbye.leaning) == ("", "")
    assert Blocker.objects.get().note == ""


def test_a_recruiter_leaves_and_every_promise_has_a_new_owner(
    moment: clock.SettableClock,
    owner: Actor,
    firm: tuple[Organisation, Actor],
    opening: Opening,
    ten: list[Application],
) -> None:
    leaving, staying = scene.member(firm[0], "recruiter"), scene.member(firm[0], "recruiter")
    Opening.objects.filter(pk=opening.pk).update(owner_id=leaving.member_id)
    Application.objects.filter(pk=ten[3].pk).update(owner_id=leaving.member_id)
    for row in ten[:4]:
        say_goodbye(leaving, row.pk, GoodbyeValues(due_at=FRIDAY, owner_id=leaving.member_id))
    remove_member(owner, leaving.member_id or 0)
    answer = scene.signed_in(owner).post(
        reverse("hiring:handing"), {"giver": leaving.member_id, "taker": staying.member_id, "why": "left"}
    )
    assert answer.status_code == 302
    assert {one.owner_id for one in open_promises([row.pk for row in ten]).values()} == {staying.member_id}
    assert Application.objects.get(pk=ten[3].pk).owner_id == staying.member_id
    assert Opening.objects.get(pk=opening.pk).owner_id == staying.member_id
    assert hand_over_candidates(owner, leaving.member_id or 0, staying.member_id or 0).promises == 0


def test_the_next_step_is_told_where_the_opening_does_so(
    moment: clock.SettableClock, owner: Actor, opening: Opening, application: Application, post: MailSink, keep: Round
) -> None:
    stages = stages_of(opening.pk)
    moved = move(owner, application.pk, application.version, stages[1].pk)
    save_manners(owner, opening.pk, next_steps=True, written_reasons=False, delay_seconds=7200)
    move(owner, application.pk, moved.version, stages[5].pk)
    keep()
    assert post.mails == []
    moment.advance(600)
    keep()
    [mail] = post.mails
    text = mail.get_body(("plain",))
    assert text is not None
    assert "among the last few" in text.get_content()
    assert (len(post.mails), mail["To"]) == (1, application.email)


def test_reasons_in_writing_are_promised_within_seven_days_where_the_opening_gives_them(
    moment: clock.SettableClock, owner: Actor, opening: Opening, application: Application
) -> None:
    client, url = scene.signed_in(owner), reverse("hiring:reasons", args=[application.pk])
    assert client.post(url).status_code == 409
    save_manners(owner, opening.pk, next_steps=False, written_reasons=True, delay_seconds=0)
    assert [client.post(url).status_code for _twice in range(2)] == [302, 302]
    promise = Promise.objects.get(kind="hiring.reasons")
    assert promise.due_at == clock.now() + timedelta(days=7)
    assert (promise.channel, promise.automatic, promise.owner_id) == ("mail", False, owner.member_id)


def test_pages_take_what_people_type(
    moment: clock.SettableClock, owner: Actor, opening: Opening, ten: list[Application]
) -> None:
    client = scene.signed_in(owner)
    sent = {
        "due_at": "2026-03-13T16:00",
        "owner": str(owner.member_id),
        "direction": "they_contact",
        "channel": "voice",
    }
    refused = client.post(reverse("hiring:goodbye", args=[ten[0].pk]), sent)
    assert refused.status_code == 422, "nobody said on which number"
    sent["contact"] = "+49 40 123456"
    assert client.post(reverse("hiring:goodbye", args=[ten[0].pk]), sent).status_code == 302
    [promise] = open_promises([ten[0].pk]).values()
    assert (promise.direction, promise.due_at, promise.automatic) == ("they_contact", FRIDAY, False)
    sent |= {"due_at": "2026-03-16T16:00", "agreed": "on"}
    client.post(reverse("hiring:goodbye", args=[ten[0].pk]), sent)
    [again] = open_promises([ten[0].pk]).values()
    assert (again.pk, again.deadline_at - again.due_at) == (promise.pk, timedelta(seconds=60))

    form = {"hired": str(ten[0].pk), "runner_up": str(ten[1].pk), "usual": "another", "delay": "7200", "merits": ""}
    url = reverse("hiring:answers", args=[opening.pk])
    assert client.post(url, form | {"runner_up": form["hired"]}).status_code == 422
    preview = client.post(url, form | {f"kind-{ten[4].pk}": "kept"}).content.decode()
    assert "8 refusals" in preview
    assert not Decision.objects.exists()
    assert client.post(url, form | {"do": "send", "expected": "9", f"kind-{ten[4].pk}": "kept"}).status_code == 302
    assert Answer.objects.get(application=ten[4]).kind == "kept"
    assert "9 answers go out" in client.get(url).content.decode()
    decision = Decision.objects.get()
    assert client.post(reverse("hiring:decision-cancel", args=[decision.pk])).status_code == 302
    for name in ("hiring:manners", "hiring:reserve", "hiring:answers"):
        assert client.get(reverse(name, args=[opening.pk])).status_code == 200


def states(rows: list[Application]) -> list[str]:
    found = dict(Application.objects.values_list("pk", "state"))
    return [found[row.pk] for row in rows]


def keep_until_doubt() -> None:
    keeper = Keeper()

    def doubtful() -> bool:
        keeper.round()
        return Answer.objects.filter(message__state="doubt").exists()

    until(doubtful)


def test_who_is_in_reserve_elsewhere_is_considered_here_and_noted_merits_are_at_hand(
    moment: clock.SettableClock, owner: Actor, opening: Opening, application: Application
) -> None:
    finish(owner, application.pk, application.version, "reserve", "Good, and second")
    agree_to_be_kept(application, "You may keep it.")
    other = open_opening(owner, save_opening(owner, None, opening_values(title="Driver")).pk)
    client, reserve = scene.signed_in(owner), reverse("hiring:reserve", args=[other.pk])
    assert "Consider here" in client.get(reserve).content.decode()
    consider = reverse("hiring:consider", args=[other.pk, application.pk])
    assert [client.post(consider).status_code for _twice in range(2)] == [302, 302]
    here = Application.objects.get(opening=other)
    assert (here.person_id, here.email, here.state) == (application.person_id, application.email, "active")
    assert here.source == f"Reserve: {opening.title}"
    assert "Consider here" not in client.get(reserve).content.decode()
    assert Application.objects.get(pk=application.pk).state == "reserve", "they stay known there"

    note_merits(owner, here.pk, "five years with DATEV")
    answers = reverse("hiring:answers", args=[other.pk])
    chosen = client.get(answers, {"hired": here.pk}).content.decode()
    assert f'value="{here.pk}" selected' in chosen and "five years with DATEV</textarea>" in chosen
    assert "DATEV</textarea>" not in client.get(answers).content.decode(), "nothing is told to others unasked"
