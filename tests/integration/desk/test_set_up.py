"""Trunks, agents and hunt groups on their pages: what is saved, and what is said when it cannot be."""

import pytest

from ringback.channels.voice.models import Agent, Call, HuntGroup, Trunk
from tests.integration.desk.office import office

pytestmark = pytest.mark.django_db

TRUNK = {"name": "Line", "host": "sip.example.net", "port": "5060", "channels": "5", "active": "on"}


def test_a_trunk_is_made_and_its_secret_is_never_shown_again() -> None:
    place = office()
    client = place.client()
    answer = client.post("/trunks/new/", {**TRUNK, "username": "u1", "secret": "hunter2!", "registers": "on"})
    assert answer.status_code == 302, answer.content.decode()
    trunk = Trunk.objects.get(name="Line")
    assert trunk.secret == "hunter2!"
    text = client.get(f"/trunks/{trunk.pk}/").content.decode()
    assert "hunter2!" not in text
    assert "never shown" in text
    client.post(f"/trunks/{trunk.pk}/", {**TRUNK, "username": "u1", "secret": "", "registers": "on"})
    trunk.refresh_from_db()
    assert trunk.secret == "hunter2!", "an empty field leaves the one that is there"


@pytest.mark.parametrize(
    ("field", "value"),
    [("host", "not a host!"), ("port", "99999"), ("name", ""), ("channels", "0"), ("caller_id", "<sip:x>")],
)
def test_a_wrong_value_names_its_field_and_saves_nothing(field: str, value: str) -> None:
    answer = office().client().post("/trunks/new/", {**TRUNK, field: value})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in text
    assert f'aria-describedby="id_{field}_hint id_{field}_error"' in text or f'="id_{field}_error"' in text
    assert not Trunk.objects.filter(name="Line").exists()


def test_what_is_typed_wrongly_is_kept_but_not_the_secret() -> None:
    text = office().client().post("/trunks/new/", {**TRUNK, "host": "!", "secret": "hunter2!"}).content.decode()
    assert 'value="Line"' in text
    assert "hunter2!" not in text


def test_a_trunk_in_use_is_not_deleted() -> None:
    place = office()
    trunk = place.house.trunk
    answer = place.client().post(f"/trunks/{trunk.pk}/delete/")
    assert answer.status_code == 409
    assert "Sales" in answer.content.decode()
    assert Trunk.objects.filter(pk=trunk.pk).exists()


def test_a_new_agent_begins_as_oneself_and_rings_where_one_says() -> None:
    place = office()
    client = place.client()
    assert 'value="Owner"' in client.get("/groups/agents/new/").content.decode()
    sent = {
        "name": "Anna",
        "address": "030 90 18 20 00",
        "trunk": place.house.trunk.pk,
        "wrap_up_seconds": 30,
        "active": "on",
    }
    assert client.post("/groups/agents/new/", sent).status_code == 302
    assert Agent.objects.get(name="Anna").address == "+493090182000", "read as of the organisation's country"


def test_a_phone_that_cannot_be_is_said_so() -> None:
    sent = {"name": "Anna", "address": "12", "trunk": "", "wrap_up_seconds": 30}
    answer = office().client().post("/groups/agents/new/", sent)
    assert answer.status_code == 422
    assert 'id="id_address_error"' in answer.content.decode()


def test_the_order_of_a_group_is_changed_step_by_step() -> None:
    place = office()
    group, (one, two) = place.house.group, place.house.agents
    client = place.client()

    def step(**sent: object) -> list[tuple[int, int]]:
        assert client.post(f"/groups/{group.pk}/order/", sent).status_code == 200
        return list(group.places.values_list("agent_id", "ring_seconds"))

    assert step(do="down", agent=one.pk) == [(two.pk, 15), (one.pk, 15)]
    assert step(do="down", agent=one.pk) == [(two.pk, 15), (one.pk, 15)], "the last stays the last"
    assert step(do="up", agent=one.pk) == [(one.pk, 15), (two.pk, 15)]
    assert step(do="seconds", agent=two.pk, seconds=25) == [(one.pk, 15), (two.pk, 25)]
    assert step(do="remove", agent=one.pk) == [(two.pk, 25)]
    assert step(do="add", agent=one.pk) == [(two.pk, 25), (one.pk, 15)]
    assert (
        client.post(f"/groups/{group.pk}/order/", {"do": "seconds", "agent": one.pk, "seconds": 900}).status_code == 422
    )


def test_an_agent_of_another_organisation_is_not_added() -> None:
    theirs, place = office("Others"), office()
    answer = place.client().post(
        f"/groups/{place.house.group.pk}/order/", {"do": "add", "agent": theirs.house.agents[0].pk}
    )
    assert answer.status_code == 404
    assert place.house.group.places.count() == 2


def test_a_group_is_made_changed_and_deleted() -> None:
    place = office()
    client = place.client()
    sent = {"name": "Workshop", "language": "en", "visitor_ring_seconds": 30, "most_talk_minutes": 60, "record": "on"}
    sent |= {"strategy": "ring_all", "matching": "only"}
    assert client.post("/groups/new/", sent).status_code == 302
    group = HuntGroup.objects.get(name="Workshop")
    assert (group.record, group.most_talk_seconds) == (True, 3600)
    assert (group.strategy, group.matching, group.prefers_known) == ("ring_all", "only", False)
    answer = client.post(f"/groups/{group.pk}/", {**sent, "whisper": "{secret}"})
    assert answer.status_code == 422
    assert 'id="id_whisper_error"' in answer.content.decode()
    heard = client.post("/groups/whisper/", {"whisper": "Von {site}, {city}. {before}.", "language": "de"})
    assert "Von Tents &amp; Co, Bonn. Sprach letzte Woche mit Ihnen." in heard.content.decode()
    assert "“Von Tents &amp; Co.”" in heard.content.decode()
    client.post(f"/groups/{group.pk}/delete/")
    assert not HuntGroup.objects.filter(pk=group.pk).exists()


def test_a_test_call_goes_through_the_group() -> None:
    place = office()
    client = place.client()
    answer = client.post("/test-call/", {"number": "+49 151 23456789", "group": place.house.group.pk})
    call = Call.objects.get()
    assert answer.headers["Location"] == f"/calls/{call.call_id}/"
    again = client.post("/test-call/", {"number": "12", "group": place.house.group.pk})
    assert again.status_code == 422
    assert 'id="id_number_error"' in again.content.decode()


@pytest.mark.parametrize("path", ["/trunks/{trunk}/", "/groups/{group}/", "/groups/agents/{agent}/"])
def test_another_organisations_set_up_cannot_be_reached(path: str) -> None:
    theirs = office("Others").house
    address = path.format(trunk=theirs.trunk.pk, group=theirs.group.pk, agent=theirs.agents[0].pk)
    client = office().client()
    assert client.get(address).status_code == 404
    assert client.post(address, TRUNK).status_code == 404
    assert client.post(f"{address}delete/").status_code == 404
    assert theirs.group.places.count() == 2


def test_empty_pages_say_what_to_do_next() -> None:
    place = office()
    HuntGroup.objects.all().delete()
    Agent.objects.all().delete()
    Trunk.objects.all().delete()
    client = place.client()
    assert "No trunk yet" in client.get("/trunks/").content.decode()
    text = client.get("/groups/").content.decode()
    assert "No hunt group yet" in text
    assert "No agents yet" in text
    assert "There is nobody to ring yet" in client.get("/test-call/").content.decode()


def test_which_group_answers_a_line_and_a_number() -> None:
    place = office()
    client, group = place.client(), place.house.group
    sent = {**TRUNK, "answers": "on", "answered_by": group.pk, "comes_from": "127.0.0.2, sip.example.org"}
    assert client.post(f"/trunks/{place.house.trunk.pk}/", sent).status_code == 302
    trunk = Trunk.objects.get(pk=place.house.trunk.pk)
    assert (trunk.answers, trunk.answered_by_id, trunk.comes_from) == (True, group.pk, "127.0.0.2, sip.example.org")
    asked = {"name": "Sales", "trunk": trunk.pk, "strategy": "in_order", "matching": "first", "language": "en"}
    asked |= {"visitor_ring_seconds": 40, "most_talk_minutes": 60}
    sent = {**asked, "numbers": "030 901820, +49 30 901821", "greeting": "Nobody is here."}
    assert client.post(f"/groups/{group.pk}/", sent).status_code == 302
    assert [one.number for one in group.answers.all()] == ["+4930901820", "+4930901821"]
    text = client.get(f"/groups/{group.pk}/").content.decode()
    assert "+49 30 901821" in text
    assert "Nobody is here." in text
    answer = client.post(f"/groups/{group.pk}/", {**sent, "numbers": "12"})
    assert answer.status_code == 422
