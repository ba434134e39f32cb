"""Two rows of one person become one in every slice, and exactly what moved goes back."""

import pytest

from ringback.base.accounts.models import AuditEntry, Organisation
from ringback.base.accounts.services import Actor, system_actor
from ringback.base.kit import phones
from ringback.base.kit.errors import ConflictError, FieldError, NotAllowedError, NotFoundError
from ringback.core.people import reads, services
from ringback.core.people.models import Consent, Merge, Person, PersonEmail, PersonPhone
from ringback.core.people.services import merging
from ringback.doors.website.models import CallbackRequest
from tests.integration.accounts import scene
from tests.integration.people import persons
from tests.integration.people.persons import NUMBER, OTHER_NUMBER, Known

pytestmark = pytest.mark.django_db

Two = tuple[Actor, Known, Known]


@pytest.fixture
def shop() -> tuple[Organisation, Actor]:
    return persons.shop()


@pytest.fixture
def two(shop: tuple[Organisation, Actor]) -> Two:
    opened, clerk = shop
    keep = persons.known(opened)
    other = persons.known(opened, OTHER_NUMBER, "V. Vogel", "vera@work.example")
    Person.objects.filter(pk=other.person.pk).update(language="de")
    return clerk, keep, other


def owners(*known: Known) -> list[list[int | None]]:
    """Whose each of the rows is, by person."""
    found = []
    for one in known:
        for row in (one.promise, one.request, one.call):
            row.refresh_from_db()
        phones_of = PersonPhone.objects.filter(e164=one.call.number).values_list("person_id", flat=True)
        found.append([one.promise.person_id, one.request.person_id, one.call.person_id, *phones_of])
    return found


def test_rows_of_every_slice_move_and_go_back(two: Two) -> None:
    clerk, keep, other = two
    before = owners(keep, other)
    merge = services.merge(clerk, keep.person.pk, other.person.pk)
    assert owners(keep, other) == [[keep.person.pk] * 4] * 2
    assert Consent.objects.filter(person=keep.person).count() == 2
    assert PersonEmail.objects.filter(person=keep.person).count() == 2
    keep.person.refresh_from_db()
    assert (keep.person.name, keep.person.language) == ("Vera Vogel", "de")
    services.undo_merge(clerk, merge.pk)
    assert owners(keep, other) == before
    keep.person.refresh_from_db()
    assert keep.person.language == ""
    actions = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
    assert actions == ["person.merged", "person.merge_undone"]


def test_what_has_come_since_stays_with_the_kept_one(two: Two) -> None:
    clerk, keep, other = two
    merge = services.merge(clerk, keep.person.pk, other.person.pk)
    again = services.known_by_phone(clerk.organisation_id, phones.parse(OTHER_NUMBER, "DE"))
    assert again.pk == keep.person.pk
    later = services.record_consent(again, purpose="offers", text="Offers", version="1")
    Person.objects.filter(pk=keep.person.pk).update(language="fr")
    services.undo_merge(clerk, merge.pk)
    later.refresh_from_db()
    keep.person.refresh_from_db()
    assert later.person_id == keep.person.pk
    assert keep.person.language == "fr"


def test_a_row_that_cannot_move_stays_and_the_others_move(two: Two) -> None:
    """A request's promise is unique, as a subscription's person would be."""
    _clerk, keep, other = two
    free = CallbackRequest.objects.create(organisation=keep.request.organisation, site=keep.request.site, token="free")
    CallbackRequest.objects.filter(pk=other.request.pk).update(promise=None)
    assert (
        merging._move_piece(
            CallbackRequest.objects.filter(promise=None), {"promise": keep.promise.pk}, [free.pk, other.request.pk]
        )
        == []
    )
    rows = CallbackRequest.objects.filter(pk__in=[free.pk, other.request.pk])
    assert merging._move_piece(rows, {"promise": other.promise.pk}, [free.pk, other.request.pk]) == [free.pk]


def test_a_double_leads_to_whom_it_was_merged_into(two: Two) -> None:
    clerk, keep, other = two
    services.merge(clerk, keep.person.pk, other.person.pk)
    page = reads.person(clerk, other.person.pk)
    assert (page.id, page.ids) == (keep.person.pk, (keep.person.pk, other.person.pk))
    assert [row.id for row in reads.persons(clerk, "vogel").rows] == [keep.person.pk]


def test_merges_are_undone_last_first(two: Two) -> None:
    clerk, keep, other = two
    third = services.known_by_email(clerk.organisation_id, "third@example.org", name="Third")
    first = services.merge(clerk, keep.person.pk, other.person.pk)
    second = services.merge(clerk, third.pk, keep.person.pk)
    with pytest.raises(ConflictError):
        services.undo_merge(clerk, first.pk)
    with pytest.raises(ConflictError):
        services.merge(clerk, keep.person.pk, third.pk)
    services.undo_merge(clerk, second.pk)
    services.undo_merge(clerk, first.pk)
    with pytest.raises(ConflictError):
        services.undo_merge(clerk, first.pk)
    assert Merge.objects.filter(undone_at=None).count() == 0


def test_who_may_not_and_what_cannot_be(two: Two) -> None:
    clerk, keep, other = two
    stranger = system_actor(Organisation.objects.create(name="Boats").pk)
    merge = services.merge(clerk, keep.person.pk, other.person.pk)
    with pytest.raises(NotFoundError):
        services.merge(stranger, keep.person.pk, other.person.pk)
    with pytest.raises(NotFoundError):
        services.undo_merge(stranger, merge.pk)
    with pytest.raises(FieldError):
        services.merge(clerk, keep.person.pk, keep.person.pk)
    agent = scene.member(Organisation.objects.get(pk=clerk.organisation_id), "agent")
    with pytest.raises(NotAllowedError):
        services.merge(agent, keep.person.pk, other.person.pk)


def test_likely_doubles_are_suggested(shop: tuple[Organisation, Actor]) -> None:
    opened, clerk = shop
    first = persons.person(opened, NUMBER, "Anna Müller", "")
    second = persons.person(opened, OTHER_NUMBER, "MULLER anna", "")
    third = services.known_by_email(opened.pk, "anna.muller@example.org")
    persons.person(opened, "+493012345678", "Otto Other", "")
    found = {one.id for one in reads.doubles(clerk, first.pk)}
    assert found == {second.pk, third.pk}
