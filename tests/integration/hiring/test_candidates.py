"""Candidates: they apply without a script, once each, and move so that of two at once one is told."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor
from ringback.base.kit import phones
from ringback.base.kit.clock import SettableClock
from ringback.base.kit.errors import ConflictError, FieldError, NotFoundError
from ringback.core.people import services as people
from ringback.core.people.models import Consent, Person
from ringback.doors.hiring.candidates import public, reads, services
from ringback.doors.hiring.candidates.models import Application, Document
from ringback.doors.hiring.openings.models import Opening
from ringback.doors.hiring.openings.services import stages_of
from tests.integration.accounts import scene
from tests.integration.hiring.conftest import applicant


@pytest.fixture(autouse=True)
def _fresh_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public, "_sent", type(public._sent)(3600))


def hidden(page: HttpResponse, name: str) -> str:
    return str(page.content.decode()).partition(f'name="{name}" value="')[2].partition('"')[0]


def send(opening: Opening, **changes: Any) -> HttpResponse:
    """Fill in the public form and send it, as a browser without scripts."""
    address = f"/jobs/{opening.token}/"
    page: Any = Client().get(address)
    form = {name: hidden(page, name) for name in ("stamp", "consent_version")} | {"consent": "on"}
    return _sent(address, form | {"name": "Vera Voss", "email": "vera@example.org"} | changes)


def _sent(address: str, form: dict[str, Any]) -> HttpResponse:
    answer = Client().post(address, form)
    assert isinstance(answer, HttpResponse)
    return answer


def test_somebody_applies(owner: Actor, opening: Opening) -> None:
    resume = SimpleUploadedFile("../../my résumé.pdf", b"%PDF-1.7 my life")
    thanked = send(opening, phone="0151 23456789", wanted_pay="3.200", resume=resume, message="Hello\r\nthere")
    assert thanked.status_code == 302
    assert b"7 to 10 days" in Client().get(thanked.headers["Location"]).content
    made = Application.objects.get()
    assert (made.name, made.phone, str(made.wanted_pay), made.message) == (
        "Vera Voss", "+4915123456789", "3200.00", "Hello\nthere"
    )  # fmt: skip
    assert made.stage.kind == "new" and made.answered_at is None
    consent = Consent.objects.get(person=made.person)
    assert consent.purpose == "application" and consent.text == opening.consent_text
    document = Document.objects.get()
    assert document.name == "my résumé.pdf" and services.content_of(document) == b"%PDF-1.7 my life"
    with document.file.open("rb") as stored:
        assert b"my life" not in stored.read()
    page = scene.signed_in(owner).get(f"/hiring/applications/{made.pk}/")
    assert b"Vera Voss" in page.content and "3,200 EUR" in page.content.decode()


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"name": ""}, 422, "We need your name."),
        ({"email": ""}, 422, "We need an e-mail address or a phone number"),
        ({"email": "vera"}, 422, "We need an e-mail address or a phone number"),
        ({"phone": "12"}, 422, "This is no phone number"),
        ({"consent": ""}, 422, "This is needed to apply."),
        ({"wanted_pay": "much"}, 422, "Type digits"),
        ({"consent_version": "made up"}, 422, "This is needed to apply."),
        ({"stamp": "made up"}, 409, "This form was open for too long."),
    ],
)
def test_what_is_wrong_is_named(opening: Opening, changes: dict[str, str], status: int, words: str) -> None:
    answer = send(opening, **changes)
    assert answer.status_code == status and words in answer.content.decode()
    assert not Application.objects.exists() and not Person.objects.exists()


def bomb(**entries: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return packed.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00",
        b"\x00text",
        b"%PDF-" + b"x" * 5_000_000,
        b"PK\x03\x04 torn",
        bomb(word__document_xml=b"<w/>", word__vbaProject_bin=b"macro"),
        bomb(word__document_xml=b"0" * 61_000_000),
    ],
    ids=["empty", "program", "binary", "large", "torn", "macros", "bomb"],
)
def test_files_that_are_no_resumes_are_refused(opening: Opening, content: bytes) -> None:
    answer = send(opening, resume=SimpleUploadedFile("resume.pdf", content))
    assert answer.status_code == 422 and b"Send a PDF, DOCX, ODT or text file" in answer.content
    assert not Document.objects.exists()


def test_one_form_and_one_person_are_one_application(opening: Opening) -> None:
    address = f"/jobs/{opening.token}/"
    page: Any = Client().get(address)
    form = {name: hidden(page, name) for name in ("stamp", "consent_version")} | {"name": "Vera", "consent": "on"}
    for email in ("vera@example.org", "else@example.org"):
        assert Client().post(address, form | {"email": email}).status_code == 302
    assert Application.objects.get().email == "vera@example.org"
    assert send(opening, email="VERA@example.org").status_code == 302
    assert Application.objects.count() == 1


def test_two_of_one_household_are_two(opening: Opening) -> None:
    services.apply(opening, applicant(opening, name="Vera Voss", phone="+4915123456780"))
    services.apply(opening, applicant(opening, name="Vito Voss", phone="+4915123456780"))
    services.apply(opening, applicant(opening, name="VERA  voss", email="", phone="+4915123456780"))
    assert sorted(Application.objects.values_list("name", flat=True)) == ["Vera Voss", "Vito Voss"]
    assert Person.objects.count() == 2


def test_a_stranger_adds_nothing_to_whom_we_know(owner: Actor, opening: Opening) -> None:
    known = people.known_by_phone(owner.organisation_id, phones.parse("+4915123456781", "DE"))
    made = services.apply(opening, applicant(opening, phone="+4915123456781", email="thief@example.org"))
    assert made.person_id == known.pk and made.email == "thief@example.org"
    assert people.person_with_email(owner.organisation_id, "thief@example.org") is None


def test_programs_are_let_in_nowhere(opening: Opening) -> None:
    assert send(opening, homepage="https://spam.example").status_code == 302
    assert not Application.objects.exists()
    for number in range(public.MOST_OF_ONE_SENDER - 1):
        assert send(opening, email=f"a{number}@example.org").status_code == 302
    refused = send(opening, email="last@example.org")
    assert refused.status_code == 429 and int(refused.headers["Retry-After"]) > 0


def test_moves_are_optimistic_and_counted(owner: Actor, opening: Opening, application: Application) -> None:
    stages = stages_of(opening.pk)
    moved = services.move(owner, application.pk, 1, stages[2].pk, "liked")
    assert moved.stage_id == stages[2].pk and moved.version == 2
    with pytest.raises(ConflictError, match="meanwhile"):
        services.move(owner, application.pk, 1, stages[1].pk)
    services.apply(opening, applicant(opening))
    steps = reads.funnel(opening)
    assert [step.count for step in steps] == [2, 1, 1, 0, 0, 0, 0]
    assert [step.now for step in steps[:3]] == [1, 0, 1] and steps[1].of_before == 0.5
    reached = reads.listed(owner, opening.pk, reads.Asked(reached_id=stages[1].pk))
    assert [one.pk for one in reached] == [application.pk]


def test_a_reserve_needs_its_reason_and_comes_back(owner: Actor, application: Application) -> None:
    with pytest.raises(FieldError):
        services.finish(owner, application.pk, 1, "reserve", " ")
    kept = services.finish(owner, application.pk, 1, "reserve", "good with numbers")
    assert kept.reserve_reason == "good with numbers" and kept.ended_at is not None
    with pytest.raises(ConflictError):
        services.move(owner, application.pk, 2, kept.stage_id)
    back = services.resume(owner, application.pk, 2)
    assert back.state == "active" and back.ended_at is None and back.version == 3


def test_whoever_listens_hears_of_every_step(
    owner: Actor, opening: Opening, monkeypatch: pytest.MonkeyPatch, application: Application
) -> None:
    heard: list[tuple[str, str]] = []
    monkeypatch.setattr("ringback.doors.hiring.candidates.services.moving._on_move", [])
    services.when_moved(lambda moved: heard.append((moved.move.from_state, moved.application.state)))
    services.finish(owner, application.pk, 1, "withdrawn")
    services.apply(opening, applicant(opening))
    assert heard == [("active", "withdrawn"), ("", "active")]


def test_the_pages_show_the_second_what_the_first_did(owner: Actor, opening: Opening, application: Application) -> None:
    browser, stages = scene.signed_in(owner), stages_of(opening.pk)
    address = f"/hiring/applications/{application.pk}/"
    first = browser.post(f"{address}move/", {"do": "move", "version": "1", "stage": str(stages[1].pk)})
    assert first.status_code == 302
    second = browser.post(f"{address}move/", {"do": "refused", "version": "1"})
    assert second.status_code == 409 and b"meanwhile" in second.content
    listed = browser.get(f"/hiring/{opening.pk}/candidates/?stage={stages[1].pk}")
    assert application.name.encode() in listed.content
    assert b"Nobody is here" in browser.get(f"/hiring/{opening.pk}/candidates/?state=hired").content
    assert browser.get(f"/hiring/{opening.pk}/funnel/").status_code == 200


def test_links_to_documents_end_and_are_nobody_elses(
    firm: tuple[Organisation, Actor], application: Application, moment: SettableClock
) -> None:
    upload = services.Upload("life.txt", "text/plain", b"<script>")
    link = services.link_to(firm[1], services.add_document(application, upload))
    browser = scene.signed_in(firm[1])
    sent = browser.get(f"/hiring/documents/{link}")
    assert sent.content == b"<script>" and sent.headers["Content-Disposition"].startswith("attachment")
    assert scene.signed_in(scene.member(firm[0], "recruiter")).get(f"/hiring/documents/{link}").status_code == 404
    moment.advance(services.documents.LINK_SECONDS + 1)
    assert browser.get(f"/hiring/documents/{link}").status_code == 404


def test_an_erased_candidate_leaves_counts_and_nothing_else(owner: Actor, opening: Opening) -> None:
    made = services.apply(opening, applicant(opening, name="Zoe Zebra", message="Zebra", resume_text="Zebra"))
    services.add_document(made, services.Upload("Zebra.txt", "text/plain", b"Zebra"))
    services.note_merits(owner, made.pk, "Zebra")
    assert made.person_id is not None
    held = people.export(owner, made.person_id)
    assert b"Zebra" in b"".join(held.stream())
    people.erase(owner, made.person_id, "asked")
    row = Application.objects.filter(pk=made.pk).values().get()
    assert not any("ebra" in str(value) for value in row.values()) and row["person_id"] is None
    first = reads.funnel(opening)[0]
    assert not Document.objects.exists() and (first.count, first.now) == (1, 0), "counted, and nowhere any more"
    with pytest.raises(NotFoundError):
        services.application_of(scene.organisation("Others")[1], made.pk)
