"""Employers and their people: whom to ask, where they moved to, lists taken in, and the board, by its pages."""

import io

import pytest
from django.urls import reverse

from ringback.base.accounts.services import Actor
from ringback.base.kit.errors import ConflictError, FieldError, NotFoundError
from ringback.doors.jobsearch.employers import services
from ringback.doors.jobsearch.employers.models import Candidacy, StageChange
from ringback.doors.jobsearch.employers.services import CandidacyValues, ContactValues, Moved, keeping, moving
from ringback.doors.jobsearch.employers.words import CandidacyWords, ContactWords, EmployerWords
from tests.integration.accounts import scene
from tests.integration.jobsearch.conftest import contact

pytestmark = pytest.mark.django_db

LIST = """Employer;City;Contact;Role;Phone;Position;Stage;Shoe size
Nordlicht;Hamburg;Ms Berg;hr;040 6461 1111;Bookkeeper;applied;42
Nordlicht;Hamburg;Ms Berg;hr;040 6461 1111;Bookkeeper;applied;42
Südstern;;Mr Lang;boss;12;;;
;Berlin;;;;;;
"""


def test_whom_to_ask_and_where_people_moved(seeker: Actor, candidacy: Candidacy) -> None:
    office = contact(seeker, candidacy, "office", "Front desk")
    manager = contact(seeker, candidacy, "manager", "Mr Lang")
    door = contact(seeker, candidacy, "secretary", "Ms Tor")
    hr = contact(seeker, candidacy, "hr", "Ms Berg")
    assert [one.id for one in services.contacts_in_order(candidacy)] == [hr, manager, office]
    secretary = services.people_at(candidacy)[1]
    assert secretary is not None and secretary.id == door
    other = services.save_employer(seeker, None, EmployerWords(name="Südstern"))
    services.save_contact(seeker, hr, ContactValues(ContactWords(name="Ms Berg"), other.pk, "manager"))
    services.save_contact(
        seeker, manager, ContactValues(ContactWords(name="Mr Lang"), candidacy.employer_id, left=True)
    )
    assert [one.id for one in services.contacts_in_order(candidacy)] == [office]
    steps = [(one.from_employer_id, one.to_employer_id) for one in services.moves_of(services.contact_of(seeker, hr))]
    assert steps == [(candidacy.employer_id, other.pk), (None, candidacy.employer_id)]
    found = services.find(seeker, "südSTERN")
    assert [one.name for one in found.employers] == ["Südstern"] and [one.id for one, _at in found.contacts] == [hr]


def test_a_move_is_a_step_told_to_whom_it_concerns(
    seeker: Actor, candidacy: Candidacy, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, Moved]] = []
    monkeypatch.setattr(moving, "_on_move", [lambda moved: told.append(("moved", moved))])
    monkeypatch.setattr(moving, "_on_end", [lambda moved: told.append(("ended", moved))])
    services.move(seeker, candidacy.pk, 1, "applied")
    with pytest.raises(ConflictError):
        services.move(seeker, candidacy.pk, 1, "invited")
    with pytest.raises(FieldError):
        services.move(seeker, candidacy.pk, 2, "hired")
    services.move(seeker, candidacy.pk, 2, "applied")
    services.move(seeker, candidacy.pk, 2, "refused")
    assert [(what, moved.from_stage, moved.to_stage) for what, moved in told] == [
        ("moved", "found", "applied"),
        ("moved", "applied", "refused"),
        ("ended", "applied", "refused"),
    ]
    assert list(StageChange.objects.order_by("id").values_list("to_stage", flat=True)) == [
        "found",
        "applied",
        "refused",
    ]
    assert services.candidacies_of(seeker)[0].row.ended_at is not None


def test_a_list_is_taken_in_once_and_says_what_it_did_not_understand(seeker: Actor) -> None:
    browser = scene.signed_in(seeker)
    for new in ("employers 2, people 2, applications 1", "employers 0, people 0, applications 0"):
        page = browser.post(reverse("jobsearch:intake"), {"file": io.BytesIO(LIST.encode())}).content.decode()
        assert new in page and "Shoe size" in page and "line 5" in page
        assert ("boss" in page and "“<bdi>12</bdi>”" in page) == ("people 2" in new)
    lang = services.find(seeker, "lang").contacts[0][0]
    assert lang.words.notes == "phone: 12" and lang.words.phone == ""
    assert services.candidacies_of(seeker)[0].row.stage == "applied"
    assert browser.post(reverse("jobsearch:intake"), {"file": io.BytesIO(b"\xff\xfe")}).status_code == 422


def test_people_without_a_name_are_told_apart_by_their_post(seeker: Actor) -> None:
    rows = b"employer,title,phone\nNordlicht,Front desk,\nNordlicht,Head of sales,\nNordlicht,Front desk,\n"
    assert services.take_in(seeker, rows).contacts == 2
    services.close_search(seeker)
    with pytest.raises(ConflictError):
        services.take_in(seeker, b"employer,position\nS\xc3\xbcdstern,Bookkeeper\n")
    assert [one.name for one in services.employers_of(seeker)] == ["Nordlicht"]


def test_a_book_is_never_so_full_that_no_list_can_be_opened(
    seeker: Actor, candidacy: Candidacy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "MOST_KEPT", 1)
    services.save_employer(seeker, candidacy.employer_id, EmployerWords(name="Nordlicht & Co"))
    with pytest.raises(ConflictError):
        services.take_in(seeker, b"employer\nNordlicht\n")
    contact(seeker, candidacy, "hr", "Ms Berg")
    with pytest.raises(ConflictError):
        contact(seeker, candidacy, "hr", "Mr Lang")
    with pytest.raises(ConflictError):
        services.save_candidacy(seeker, None, CandidacyValues(candidacy.employer_id, CandidacyWords(position="Clerk")))


def test_the_pages_of_the_book(seeker: Actor, candidacy: Candidacy) -> None:
    browser = scene.signed_in(seeker)
    page = browser.post(reverse("jobsearch:employer-new"), {"name": "Südstern", "opens": "late", "closes": "18"})
    assert page.status_code == 422 and "no time of day" in page.content.decode()
    made = browser.post(reverse("jobsearch:employer-new"), {"name": "Südstern", "opens": "8.30", "closes": "18"})
    employer = services.find(seeker, "Südstern").employers[0]
    assert made["Location"] == reverse("jobsearch:employer", args=[employer.id])
    assert services.hours_of(employer).opens.isoformat() == "08:30:00"
    person = {"name": "Ms Tor", "employer": str(employer.id), "rank": "secretary", "email": "tor@example.org"}
    assert browser.post(reverse("jobsearch:contact-new"), person | {"email": "no"}).status_code == 422
    browser.post(reverse("jobsearch:contact-new"), person)
    assert "Ms Tor" in browser.post(reverse("jobsearch:book"), {"q": "tor@"}).content.decode()
    assert "Ms Tor" in browser.get(made["Location"]).content.decode()
    card = browser.get(reverse("jobsearch:candidacy", args=[candidacy.pk])).content.decode()
    assert "Nordlicht" in card and "09:00" in card
    moved = {"version": "1", "stage": "applied", "back": "pipeline"}
    assert browser.post(reverse("jobsearch:move", args=[candidacy.pk]), moved)["Location"] == reverse(
        "jobsearch:pipeline"
    )
    browser.post(reverse("jobsearch:move", args=[candidacy.pk]), moved)
    assert "moved meanwhile" in browser.get(reverse("jobsearch:pipeline")).content.decode()
    with pytest.raises(NotFoundError):
        services.candidacy_of(seeker, candidacy.pk + 5)
