"""Rows of several tables in one statement: the same rows as one by one, on both databases."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from ringback.base.accounts.models import Organisation
from ringback.base.database import many_rows, queries
from ringback.base.database.gathered import Ids, gathered, reserved, reserving
from ringback.core.people.models import Consent, Person, PersonPhone

pytestmark = pytest.mark.django_db

KINDS = (Person, PersonPhone)


@pytest.fixture
def organisation(db: None) -> Organisation:
    return Organisation.objects.create(name="Zelte & Söhne")


def some_ids() -> Ids:
    return reserved(KINDS, queries.fetch(f"SELECT {reserving(KINDS)}")[0][0])


def write(organisation: Organisation, number: str) -> PersonPhone:
    person = many_rows.new(Person, organisation_id=organisation.pk, name="Jürgen", name_key="jurgen")
    many_rows.insert(person)
    phone = many_rows.new(
        PersonPhone, organisation_id=organisation.pk, person_id=person.pk, e164=number, raw=number, country="DE"
    )
    assert many_rows.insert_if_free(phone)
    return phone


def test_rows_that_refer_to_each_other_are_written_with_the_next_or_at_the_end(organisation: Organisation) -> None:
    with gathered(some_ids()):
        phone = write(organisation, "+4930111111")
        consent = many_rows.new(
            Consent, organisation_id=organisation.pk, person_id=phone.person_id, purpose="callback", text="Ja."
        )
        with CaptureQueriesContext(connection) as asked:
            many_rows.insert(consent)
    assert len(asked) == 1
    with gathered(some_ids()):
        last = write(organisation, "+4930222222")
    assert PersonPhone.objects.get(pk=phone.pk).person.name == "Jürgen"
    assert Consent.objects.get(pk=consent.pk).person_id == phone.person_id
    assert PersonPhone.objects.get(e164="+4930222222").pk == last.pk > phone.pk


def test_a_number_that_is_taken_undoes_all_of_them(organisation: Organisation) -> None:
    write(organisation, "+4930111111")
    before = Person.objects.count()
    with pytest.raises((IntegrityError, AssertionError)), transaction.atomic(), gathered(some_ids()):
        write(organisation, "+4930111111")
    assert Person.objects.count() == before
    write(organisation, "+4930333333")  # nothing is kept back any more
    assert Person.objects.count() == before + 1
