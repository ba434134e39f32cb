"""Conversations are scored and commented on by leads; members see their own, and nobody else's (MISSION W14, H44)."""

from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from ringback.base.kit import clock
from ringback.base.kit.marking import Criterion
from ringback.channels.voice.models import Call
from ringback.channels.voice.reviewing import reads, services
from ringback.channels.voice.reviewing.models import CallComment, Review, Scorecard
from ringback.core.people import services as people
from tests.integration.accounts.scene import signed_in
from tests.integration.desk.office import Office, office

pytestmark = pytest.mark.django_db
MARKS = {f"mark_{n}": "3" for n in range(5)} | {"count": "5"}


def recorded(place: Office) -> Call:
    call = place.call()
    place.recording(call, 20.0)
    return call


def scored(client: Client, call: Call, **changes: str) -> Review | None:
    assert client.post(f"/calls/{call.call_id}/score/", {**MARKS, **changes}).status_code == 302
    return Review.objects.filter(call=call).order_by("-changed_at").first()


def test_calls_to_candidates_have_criteria_of_their_own() -> None:
    place = office()
    owner = place.actor()
    services.save_scorecard(owner, None, "Ours", 5, [Criterion("Smile")])
    promise = place.promise(clock.now(), door="hiring", kind="hiring.call")
    to_candidate, to_visitor, lead = place.call(promise=promise), place.call(), place.client("lead")
    page = lead.get(f"/calls/{to_candidate.call_id}/").content.decode()
    assert page.index("Calls to candidates") < page.index(">Ours<") and "spells the e-mail address" in page
    assert "Calls to candidates" not in lead.get(f"/calls/{to_visitor.call_id}/").content.decode()
    made = scored(lead, to_candidate, mark_0="5")
    assert made is not None and made.card == "Calls to candidates"
    assert [one["title"] for one in made.marks] == ["Start", "Clarity", "Filler words", "Pace", "Finish"]
    assert scored(lead, to_visitor) is None, "the organisation's own card has one line"


def test_a_lead_scores_a_call_and_may_think_again() -> None:
    place = office()
    call, lead = recorded(place), place.client("lead")
    page = lead.get(f"/calls/{call.call_id}/").content.decode()
    assert "Filler words" in page
    made = scored(lead, call, mark_1="5", mark_4="", remark="asks back well")
    assert made is not None
    assert (made.score, made.agent_id, made.remark) == (Decimal("68.8"), call.agent_id, "asks back well")
    scored(lead, call, mark_1="1")
    assert Review.objects.count() == 1
    scored(place.client("lead"), call)
    assert Review.objects.count() == 2
    assert "of 100" in lead.get(f"/calls/{call.call_id}/").content.decode()
    nothing = scored(lead, place.call("visitor_busy"))
    assert nothing is None


def test_who_may_not_review_can_neither_see_nor_say() -> None:
    place = office()
    call = recorded(place)
    scored(place.client("lead"), call, remark="too fast")
    for role in ("viewer", "agent"):
        client = place.client(role)
        assert "too fast" not in client.get(f"/calls/{call.call_id}/").content.decode()
        for tail in ("score", "comment"):
            assert client.post(f"/calls/{call.call_id}/{tail}/", {**MARKS, "text": "x"}).status_code == 403
        assert "No conversation was scored yet" in client.get("/scores/").content.decode()


def test_a_member_sees_what_they_were_given_and_scores_no_call_of_their_own() -> None:
    place = office()
    call = recorded(place)
    scored(place.client("lead"), call, remark="listens well")
    own = signed_in(place.actor("agent"))
    mine = place.actor("agent")
    place.answers_as(mine)
    assert "listens well" in signed_in(mine).get(f"/calls/{call.call_id}/").content.decode()
    assert ">50<" in signed_in(mine).get("/scores/").content.decode()
    assert ">50<" not in own.get("/scores/").content.decode()
    lead = place.actor("lead")
    place.answers_as(lead)
    assert signed_in(lead).post(f"/calls/{call.call_id}/score/", MARKS).status_code == 403
    assert "Score this call" not in signed_in(lead).get(f"/calls/{call.call_id}/").content.decode()


def test_a_comment_stands_at_its_point_of_the_recording() -> None:
    place = office()
    call, client = recorded(place), place.client("lead")
    client.post(f"/calls/{call.call_id}/comment/", {"at": "0:10", "text": "<b>lovely</b>"})
    text = client.get(f"/calls/{call.call_id}/").content.decode()
    assert 'data-seek="10.0"' in text
    assert "&lt;b&gt;lovely&lt;/b&gt;" in text
    assert f'cx="{100 * (9 + 15) / 39:.3f}%"' in text, "half of the sound, which begins after 9 of 39 seconds"
    for wrong in ({"at": "9:59", "text": "x"}, {"at": "soon", "text": "x"}, {"at": "0:01", "text": " "}):
        client.post(f"/calls/{call.call_id}/comment/", wrong)
    made = CallComment.objects.get()
    assert place.client("lead").post(f"/scores/comments/{made.pk}/delete/").status_code == 404
    assert client.post(f"/scores/comments/{made.pk}/delete/").status_code == 302
    assert not CallComment.objects.exists()


def test_means_by_agent_week_and_criterion() -> None:
    place = office()
    lead = place.actor("lead")
    since, zone = clock.now() - timedelta(days=60), ZoneInfo("Europe/Berlin")
    calls = [recorded(place) for _ in range(3)]
    for call, mark in zip(calls, (1, 3, 5), strict=True):
        services.review(lead, call.call_id, None, [mark] * 5)
    Review.objects.filter(call=calls[0]).update(created_at=clock.now() - timedelta(days=30))
    (row,) = reads.scores(lead, since, clock.now() + timedelta(days=1), zone)
    assert (row.name, row.count, row.mean) == ("Agent 1", 3, 50.0)
    assert [mean for _week, mean in row.weeks] == [0.0, 75.0]
    assert row.weeks[0][0].weekday() == 0
    means = reads.by_criterion(lead, row.agent_id, since, clock.now() + timedelta(days=1))
    assert means[0] == ("Start", 50.0, 3)


def test_an_organisation_has_cards_of_its_own_and_old_scores_stay() -> None:
    place = office()
    client = place.client()
    sent = {"name": "Sales", "most": "10", "title_0": "Offer", "weight_0": "2", "title_3": "Close"}
    assert client.post("/scorecards/new/", sent).status_code == 302
    card = Scorecard.objects.get()
    assert [one["title"] for one in card.criteria] == ["Offer", "Close"]
    call = recorded(place)
    services.review(place.actor("lead"), call.call_id, card.pk, [10, 1])
    assert client.post(f"/scorecards/{card.pk}/", {**sent, "title_0": "Bid"}).status_code == 302
    assert client.post(f"/scorecards/{card.pk}/", {**sent, "title_3": "offer"}).status_code == 422
    assert Review.objects.get().marks[0] == {"title": "Offer", "weight": 2, "mark": 10}
    assert "Bid" in client.get("/scorecards/").content.decode()
    client.post(f"/scorecards/{card.pk}/delete/")
    assert Review.objects.get().card == "Sales"
    assert place.client("lead").post("/scorecards/new/", sent).status_code == 403


def test_what_was_said_goes_with_the_person_and_the_score_stays() -> None:
    place = office()
    eva = place.person("Eva")
    call = recorded(place)
    Call.objects.filter(pk=call.pk).update(person=eva)
    lead = place.actor("lead")
    services.review(lead, call.call_id, None, [3] * 5, "Eva was cross")
    services.comment(lead, call.call_id, 1.0, "Eva says where she lives")
    services.save_scorecard(place.actor("owner"), None, "Own", 5, [Criterion("Pace")])
    people.erase(place.actor("owner"), eva.pk, "asked")
    assert not CallComment.objects.exists()
    kept = Review.objects.get()
    assert (kept.remark, kept.score) == ("", Decimal("50.0"))
