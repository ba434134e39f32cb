"""Many promises at once on the desk: chosen, looked at, confirmed, done; what cannot be is said (MISSION H10)."""

import re
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from ringback.base.kit import clock
from ringback.core.promises import services as promises
from ringback.core.promises.models import Promise
from tests.integration.accounts import scene
from tests.integration.desk.office import Office, office

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
PAGE, SEVERAL = "/desk/promises/", "/desk/promises/several/"


@pytest.fixture
def place() -> Office:
    return office()


def chosen(*rows: Promise) -> str:
    return ",".join(f"{row.pk}:{row.generation}" for row in rows)


def text(answer: object) -> str:
    assert isinstance(answer, HttpResponse)
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def states(*rows: Promise) -> list[str]:
    return [Promise.objects.get(pk=row.pk).state for row in rows]


def confirmed(client: Client, do: str, rows: list[Promise], **said: str) -> str:
    """What the page says before, and then does."""
    wanted = {"do": do, "chosen": chosen(*rows), **said}
    before = text(client.post(SEVERAL, wanted))
    assert client.post(SEVERAL, {**wanted, "confirmed": "1"}).status_code == 302
    return before


def test_the_list_is_filtered_and_the_soonest_comes_first(place: Office) -> None:
    actor = place.actor()
    client = scene.signed_in(actor)
    assert "Nothing is open" in text(client.get(PAGE))
    late, mine, later = (
        place.promise(clock.now() - HOUR),
        place.promise(clock.now() + HOUR, owner_id=actor.member_id),
        place.promise(clock.now() + 2 * HOUR),
    )
    rows = re.findall(r'name="promise" value="(\d+):1"', client.get(PAGE).content.decode())
    assert rows == [str(one.pk) for one in (late, mine, later)]
    for query, found in (("owner=mine", mine), ("late=on", late), ("owner=nobody&late=on", late)):
        assert re.findall(r'value="(\d+):1"', client.get(f"{PAGE}?{query}").content.decode()) == [str(found.pk)]
    assert "No open promise fits" in text(client.get(f"{PAGE}?owner=mine&late=on"))


def test_many_are_moved_after_a_look_and_what_cannot_be_is_named(place: Office) -> None:
    client = place.client()
    soon = [place.promise(clock.now() + n * HOUR) for n in (1, 2)]
    overdue = place.promise(clock.now() - 30 * HOUR)
    kept = place.promise(clock.now() + HOUR, state="keeping", wake_at=None)
    closed = place.promise(clock.now() + HOUR, state="kept", closed_at=clock.now())
    changed = place.promise(clock.now() + HOUR)
    changed.generation += 1
    stranger = office().promise(clock.now() + HOUR)
    rows = [*soon, overdue, kept, closed, changed, stranger]
    before = confirmed(client, "move", rows, until="day", why="the shop is closed")
    assert "2 promises are changed" in before and "By a day" in before
    for why in ("not there any more", "closed already", "changed since", "being kept right now", "still in the past"):
        assert f"1 {why}" in before, why
    moved = [Promise.objects.get(pk=one.pk) for one in soon]
    assert [now.due_at - was.due_at for now, was in zip(moved, soon, strict=True)] == [timedelta(days=1)] * 2
    assert moved[0].evidence["history"][-1]["why"] == "the shop is closed"
    assert Promise.objects.get(pk=stranger.pk).due_at == stranger.due_at


def test_all_that_fit_are_taken_back(place: Office) -> None:
    client = place.client()
    late = [place.promise(clock.now() - HOUR) for _ in range(3)]
    other = place.promise(clock.now() + HOUR)
    page = client.post(SEVERAL, {"which": "all", "query": "late=on"}).content.decode()
    found = re.findall(r'name="chosen" value="([^"]+)"', page)
    assert set(found) == {chosen(*late)} and "3 promises" in page
    sent = {"do": "cancel", "chosen": found[0], "why": "not needed", "query": "late=on"}
    assert "3 promises are changed" in text(client.post(SEVERAL, sent))
    assert states(*late) == ["pending"] * 3
    answer = client.post(SEVERAL, {**sent, "confirmed": "1"}, follow=True)
    assert "3 promises were changed." in text(answer)
    assert (states(*late), states(other)) == (["cancelled"] * 3, ["pending"])


def fields(answer: object) -> dict[str, str]:
    """What the page's last form would send."""
    assert isinstance(answer, HttpResponse)
    form = answer.content.decode().rpartition('action="/desk/promises/several/"')[2].partition("</form>")[0]
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))


def test_more_than_can_be_changed_at_once_are_changed_in_steps(place: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(promises, "MOST_AT_ONCE", 3)
    client = place.client()
    rows = [place.promise(clock.now() + number * HOUR) for number in range(8, 1, -1)]
    due = {row.pk: row.due_at for row in rows}
    looked = client.post(SEVERAL, {"which": "all", "query": ""})
    assert "first 3 of 7" in text(looked)
    said = {"do": "move", "until": "day", "why": "moving house"}
    asked = client.post(SEVERAL, fields(looked) | said)
    told: list[str] = []
    late: list[Promise] = []
    answer = client.post(SEVERAL, fields(asked))
    while answer.status_code == 200:
        told.append(text(answer).partition(" are changed")[0].rpartition(" of ")[0].rpartition(" ")[2])
        late.append(place.promise(clock.now() + HOUR))
        answer = client.post(SEVERAL, fields(answer))
    assert told == ["3", "6"] and "7 promises were changed." in text(client.get(PAGE))
    moved = Promise.objects.filter(pk__in=due)
    assert {row.generation for row in moved} == {2}, "each once, though a moved one still fits"
    assert all(row.due_at - due[row.pk] == timedelta(days=1) for row in moved)
    came = Promise.objects.filter(pk__in=[one.pk for one in late])
    assert {row.generation for row in came} == {1}, "what came meanwhile was not chosen"


def test_what_is_under_way_is_handed_over_too(place: Office) -> None:
    ben = place.actor("agent")
    under_way = place.promise(clock.now(), state="keeping", wake_at=None)
    waiting = place.promise(clock.now() + HOUR)
    before = confirmed(place.client(), "give", [under_way, waiting], to=f"member:{ben.member_id}")
    assert "2 promises are changed" in before and "Agent (One member)" in before
    assert set(Promise.objects.filter(kind="website.callback").values_list("owner_id", flat=True)) == {ben.member_id}
    group = place.house.group
    confirmed(place.client(), "give", [Promise.objects.get(pk=waiting.pk)], to=f"whole:{group.pk}")
    assert Promise.objects.get(pk=waiting.pk).group_id == group.pk


def test_what_is_said_wrong_is_asked_again(place: Office) -> None:
    client, row = place.client(), place.promise(clock.now() + HOUR)
    for do, said, field in (("move", {"until": "other", "why": "x"}, "at"), ("cancel", {}, "why"), ("give", {}, "to")):
        answer = client.post(SEVERAL, {"do": do, "chosen": chosen(row), **said})
        assert answer.status_code == 422 and f"id_{field}_error" in answer.content.decode(), do
    assert "None of them can be changed" in text(
        client.post(SEVERAL, {"do": "cancel", "chosen": "999999:1", "why": "x", "confirmed": "1"})
    )
    assert client.post(SEVERAL, {"which": "ticked"}).status_code == 302
    assert client.post(SEVERAL, {"do": "explode", "chosen": chosen(row)}).status_code == 422
    assert states(row) == ["pending"]


def test_an_agent_changes_what_is_within_reach(place: Office) -> None:
    agent = place.actor("agent", "group", place.house.group.pk)
    client = scene.signed_in(agent)
    near = place.promise(clock.now() + HOUR, group_id=place.house.group.pk)
    far = place.promise(clock.now() + HOUR)
    assert re.findall(r'value="(\d+):1"', client.get(PAGE).content.decode()) == [str(near.pk)]
    before = confirmed(client, "cancel", [near, far], why="x")
    assert "1 not yours to change" in before
    assert states(near, far) == ["cancelled", "pending"]
    assert place.client("viewer").post(SEVERAL, {"chosen": chosen(far)}).status_code == 403


def test_the_team_page_leads_to_what_a_member_has_open(place: Office) -> None:
    ben = place.actor("agent")
    place.promise(clock.now() + HOUR, owner_id=ben.member_id)
    page = place.client().get("/team/").content.decode()
    assert f'href="/promises/of/{ben.member_id}/">1 open promise</a>' in page
