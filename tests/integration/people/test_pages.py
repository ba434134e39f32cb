"""The people pages: found, shown as the role allows, changed, merged, closed, handed out, erased."""

import io
import zipfile

import pytest
from asgiref.sync import async_to_sync
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import StreamingHttpResponse
from django.test import Client

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.rules import PERMISSIONS
from ringback.base.accounts.services import Actor
from ringback.channels.voice.models import Agent, Call
from ringback.core.people import services
from ringback.core.people.models import Consent, Merge, NoContact, Person, PersonEmail, PersonPhone, RetentionPeriod
from tests.integration.accounts import scene
from tests.integration.people import persons
from tests.integration.people.persons import MAIL, NUMBER, OTHER_NUMBER, Known
from tests.integration.streamed import body_of

pytestmark = pytest.mark.django_db

SHOWN = "+49 1512 3456789"


@pytest.fixture
def shop() -> tuple[Organisation, Actor]:
    return scene.organisation("Tents")


@pytest.fixture
def vera(shop: tuple[Organisation, Actor]) -> Known:
    return persons.known(shop[0])


@pytest.fixture
def owner(shop: tuple[Organisation, Actor]) -> Client:
    return scene.signed_in(shop[1])


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


@pytest.mark.parametrize("words", ["vera", "VOGEL", "0151 23456789", "+4915123456789", "3456789", "vera@", ""])
def test_somebody_is_found(owner: Client, vera: Known, words: str) -> None:
    assert "Vera Vogel" in text(owner, f"/people/?words={words.replace('+', '%2B')}")


@pytest.mark.parametrize("words", ["nobody", "+493012345", "x@y"])
def test_somebody_else_is_not(owner: Client, vera: Known, words: str) -> None:
    assert "Vera Vogel" not in text(owner, f"/people/?words={words}")


def test_pages_of_many(owner: Client, shop: tuple[Organisation, Actor]) -> None:
    Person.objects.bulk_create(Person(organisation=shop[0], name=f"Nr {number}") for number in range(60))
    first = text(owner, "/people/")
    assert "Nr 59" in first
    assert "Nr 9<" not in first
    after = first.partition("after=")[2].partition('"')[0]
    assert "Nr 9<" in text(owner, f"/people/?after={after}")


def test_who_may_not_see_numbers_finds_no_part_of_one(
    shop: tuple[Organisation, Actor], vera: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    from_rules = {name: held - {"numbers.see"} if name == "lead" else held for name, held in PERMISSIONS.items()}
    monkeypatch.setattr("ringback.base.accounts.rules.PERMISSIONS", from_rules)
    lead = scene.signed_in(scene.member(shop[0], "lead"))
    assert "Vera Vogel" not in text(lead, "/people/?words=3456789")
    assert "Vera Vogel" not in text(lead, "/people/?words=vera@")
    whole = text(lead, "/people/?words=%2B4915123456789").partition('id="persons"')[2]
    assert "Vera Vogel" in whole
    page = text(lead, f"/people/{vera.person.pk}/")
    for word in (SHOWN, NUMBER, MAIL):
        assert word not in whole + page


def test_roles(shop: tuple[Organisation, Actor], vera: Known) -> None:
    pages = {
        f"/people/{vera.person.pk}/": "lead",
        "/people/": "lead",
        "/people/no-contact/": "lead",
        f"/people/{vera.person.pk}/merge/": "lead",
        "/people/retention/": "",
        "/people/receipts/": "",
        f"/people/{vera.person.pk}/erase/": "",
        "/people/no-contact/list.csv": "",
    }
    for role in ("lead", "agent", "viewer"):
        client = scene.signed_in(scene.member(shop[0], role))
        for address, permitted in pages.items():
            assert client.get(address).status_code == (200 if role == permitted else 403), f"{role} {address}"
    part = scene.signed_in(scene.member(shop[0], "lead", "group", 1))
    assert part.get("/people/").status_code == 403
    assert "/people/" not in part.get("/calls/").content.decode()


def test_a_page_shows_what_is_known_and_what_happened(owner: Client, vera: Known) -> None:
    page = text(owner, f"/people/{vera.person.pk}/")
    for word in ("Vera Vogel", SHOWN, MAIL, "Call me", "Callback from Shop", f"/calls/{vera.call.call_id}/"):
        assert word in page


def test_what_is_known_is_changed(owner: Client, vera: Known, shop: tuple[Organisation, Actor]) -> None:
    base = f"/people/{vera.person.pk}/"
    assert owner.post(base + "change/", {"name": "Vera W.", "language": "de", "zone": ""}).status_code == 302
    assert owner.post(base + "phones/", {"phone": "030 12345678"}).status_code == 302
    assert owner.post(base + "emails/", {"email": "Vera@Work.example"}).status_code == 302
    vera.person.refresh_from_db()
    assert (vera.person.name, vera.person.name_key, vera.person.language) == ("Vera W.", "vera w.", "de")
    phone, email = PersonPhone.objects.get(e164="+493012345678"), PersonEmail.objects.get(address="vera@work.example")
    assert owner.post(f"/people/phones/{phone.pk}/remove/").status_code == 302
    assert owner.post(f"/people/emails/{email.pk}/remove/").status_code == 302
    assert PersonPhone.objects.count() == PersonEmail.objects.count() == 1
    persons.person(shop[0], OTHER_NUMBER, "Otto", "otto@example.org")
    for address, wrong in (
        ("phones/", {"phone": "12"}),
        ("phones/", {"phone": OTHER_NUMBER}),
        ("phones/", {"phone": NUMBER}),
        ("emails/", {"email": "otto@example.org"}),
        ("emails/", {"email": "no"}),
        ("change/", {"name": "x", "zone": "Mars/Base"}),
    ):
        assert owner.post(base + address, wrong).status_code == 422, wrong


def test_a_consent_that_was_heard_is_put_on_record(owner: Client, vera: Known) -> None:
    page = f"/people/{vera.person.pk}/"
    said = {"purpose": "offers", "text": "May we write to you about new tents?", "how": "On the phone on Monday"}
    wrong = owner.post(f"{page}consents/", {**said, "how": ""})
    assert wrong.status_code == 422 and "id_how_error" in wrong.content.decode()
    assert owner.post(f"{page}consents/", {**said, "purpose": "recording"}).status_code == 422
    assert owner.post(f"{page}consents/", said).status_code == 302
    noted = Consent.objects.get(purpose="offers")
    assert (noted.person_id, noted.text, noted.version) == (vera.person.pk, said["text"], "by hand")
    assert noted.page.startswith("On the phone on Monday (noted by ")
    assert services.may_contact(noted.organisation_id, vera.person.pk, "mail", MAIL, "offers") is None
    assert "On the phone on Monday" in text(owner, page)


def test_a_consent_is_withdrawn(owner: Client, vera: Known) -> None:
    consent = Consent.objects.get()
    assert owner.post(f"/people/consents/{consent.pk}/withdraw/").status_code == 302
    assert "withdrawn" in text(owner, f"/people/{vera.person.pk}/")


def test_two_are_made_one_and_two_again(owner: Client, vera: Known, shop: tuple[Organisation, Actor]) -> None:
    other = services.known_by_email(shop[0].pk, "vera.vogel@work.example")
    assert "vera.vogel@work.example" in text(owner, f"/people/{vera.person.pk}/merge/")
    assert owner.post(f"/people/{vera.person.pk}/merge/", {"person": str(other.pk)}).status_code == 302
    assert owner.get(f"/people/{other.pk}/")["Location"] == f"/people/{vera.person.pk}/"
    merge = Merge.objects.get()
    assert f"/people/merges/{merge.pk}/undo/" in text(owner, f"/people/{vera.person.pk}/")
    assert owner.post(f"/people/merges/{merge.pk}/undo/").status_code == 302
    assert owner.get(f"/people/{other.pk}/").status_code == 200
    assert owner.post(f"/people/{vera.person.pk}/merge/", {"person": "x"}).status_code == 422


def test_never_again_and_again(owner: Client, vera: Known, shop: tuple[Organisation, Actor]) -> None:
    base = f"/people/{vera.person.pk}/"
    assert owner.post(base + "never-again/", {"channel": "voice", "why": ""}).status_code == 422
    assert owner.post(base + "never-again/", {"channel": "voice", "why": "said so"}).status_code == 302
    assert services.may_contact(shop[0].pk, None, "voice", NUMBER) is not None
    assert "said so" in text(owner, base)
    entry = NoContact.objects.get()
    assert "said so" in text(owner, "/people/no-contact/?words=015123456789")
    assert owner.post(f"/people/no-contact/{entry.pk}/lift/", {"back": str(vera.person.pk)})["Location"] == base
    assert services.may_contact(shop[0].pk, None, "voice", NUMBER) is None


def test_an_agent_closes_the_number_of_their_own_call(shop: tuple[Organisation, Actor], vera: Known) -> None:
    agent = scene.member(shop[0], "agent")
    client = scene.signed_in(agent)
    address = f"/calls/{vera.call.call_id}/never-again/"
    assert client.post(address, {"why": "said so"}).status_code == 404
    mine = Agent.objects.create(organisation=shop[0], name="Anna", member_id=agent.member_id, address="sip:1@192.0.2.1")
    Call.objects.filter(pk=vera.call.pk).update(agent=mine)
    assert client.post(address, {"why": ""}).status_code == 422
    assert client.post(address, {"why": "said so"}).status_code == 302
    assert services.may_contact(shop[0].pk, None, "voice", NUMBER) is not None
    assert "not to be called" in text(client, f"/calls/{vera.call.call_id}/")


def test_the_list_is_filled_by_hand_and_from_a_file(owner: Client, shop: tuple[Organisation, Actor]) -> None:
    assert (
        owner.post("/people/no-contact/", {"address": NUMBER, "channel": "voice", "why": "said so"}).status_code == 302
    )
    assert (
        owner.post("/people/no-contact/", {"address": NUMBER, "channel": "mail", "why": "said so"}).status_code == 422
    )
    sent = SimpleUploadedFile("list.csv", b"030 12345678\nx\n")
    answer = owner.post("/people/no-contact/import/", {"list": sent, "why": "the old system"}, follow=True)
    assert answer.status_code == 200
    assert NoContact.objects.count() == 3
    assert owner.post("/people/no-contact/import/", {"why": "nothing"}).status_code == 422
    large = SimpleUploadedFile("list.csv", b"1\n" * 1_100_000)
    assert owner.post("/people/no-contact/import/", {"list": large, "why": "large"}).status_code == 422
    answer = owner.get("/people/no-contact/list.csv")
    assert answer["Content-Type"].startswith("text/csv")
    assert NUMBER in answer.content.decode()


def test_all_that_is_held_is_handed_out(owner: Client, vera: Known) -> None:
    answer = owner.post(f"/people/{vera.person.pk}/export/")
    assert isinstance(answer, StreamingHttpResponse)
    archive = zipfile.ZipFile(io.BytesIO(async_to_sync(body_of)(answer)))
    assert {"data.json", "person.html"} < set(archive.namelist())
    assert "Handed out" in text(owner, "/people/receipts/")


def test_nobody_is_erased_by_a_slip(owner: Client, vera: Known) -> None:
    address = f"/people/{vera.person.pk}/erase/"
    assert owner.post(address, {"why": "asked", "confirmed": "erase"}).status_code == 422
    assert owner.post(address, {"why": "", "confirmed": "Vera Vogel"}).status_code == 422
    assert Person.objects.count() == 1
    assert owner.post(address, {"why": "asked", "confirmed": "vera vogel"}).status_code == 302
    assert not Person.objects.exists()
    page = text(owner, "/people/receipts/")
    assert "Erased" in page
    assert "files are being removed" in page
    assert "Vera" not in page.partition('<ol class="desk-list">')[2]
    assert owner.get(f"/people/{vera.person.pk}/").status_code == 404


def test_periods_are_set(owner: Client) -> None:
    kinds = {period.slug: period.days for period in services.retention(Organisation.objects.get().pk)}
    assert owner.post("/people/retention/", {**kinds, "recordings": "30"}).status_code == 302
    assert [(row.kind, row.days) for row in RetentionPeriod.objects.all()] == [("recordings", 30)]
    assert owner.post("/people/retention/", {**kinds, "recordings": "-1"}).status_code == 422
