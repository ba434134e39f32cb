"""Rows written and read without the query builder: the same values as through the ORM, on both databases."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import models

from ringback.base.accounts.models import Organisation
from ringback.base.database import many_rows, queries
from ringback.base.kit import clock
from ringback.channels.voice.models import Call, Trunk
from ringback.core.promises.models import Attempt, Promise, State

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation(db: None) -> Organisation:
    return Organisation.objects.create(name="Zelte & Söhne")


def everything(row: models.Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def rows(organisation: Organisation) -> list[models.Model]:
    """Rows with a value of every kind: sealed text, JSON, instants, floats, choices, keys, and what is empty."""
    now = clock.now()
    return [
        Trunk(organisation=organisation, name="Träger", host="sip.example", secret="geheim", registers=True),
        Promise(
            organisation=organisation,
            door="tests",
            kind="tests.errand",
            channel="voice",
            state=State.KEEPING,
            due_at=now,
            first_due_at=now,
            deadline_at=now + timedelta(microseconds=1),
            content={"ü": [1, None, 2.5], "nested": {"a": True}},
        ),
        Call(
            organisation=organisation,
            call_id="a" * 32,
            key="k",
            number="+49301234567",
            requested_at=now,
            expires_at=now,
            talk_seconds=1.25,
        ),
    ]


def test_what_is_inserted_reads_back_as_the_orm_reads_it(organisation: Organisation) -> None:
    for row in rows(organisation):
        many_rows.insert(row)
        assert everything(type(row)._default_manager.get(pk=row.pk)) == everything(row)


def test_what_the_orm_wrote_is_read_alike_whatever_the_order_of_columns(organisation: Organisation) -> None:
    for row in rows(organisation):
        row.save()
        model, table = type(row), row._meta.db_table
        backwards = ", ".join(str(field.column) for field in reversed(row._meta.concrete_fields))
        for columns in ("*", backwards):
            (read,) = queries.rows(model, f"SELECT {columns} FROM {table} WHERE id = %s", [row.pk])
            through_orm = model._default_manager.get(pk=row.pk)
            assert everything(read) == everything(through_orm) and read == through_orm
            assert read._state.adding is False and read._state.db == through_orm._state.db


def test_an_update_changes_what_it_names_and_nothing_else(organisation: Organisation) -> None:
    promise = rows(organisation)[1]
    assert isinstance(promise, Promise)
    promise.save()
    promise.state, promise.content, promise.missed_at, promise.door = State.PENDING, {"new": 1}, clock.now(), "other"
    many_rows.update([promise], ["state", "content", "missed_at"])
    read = Promise.objects.get()
    assert (read.state, read.content, read.missed_at, read.door) == (
        "pending",
        {"new": 1},
        promise.missed_at,
        "tests",
    )


@pytest.mark.parametrize("count", [1, 2, 7])
def test_many_rows_are_updated_each_with_its_own(organisation: Organisation, count: int) -> None:
    promises = [row for _ in range(count) for row in rows(organisation) if isinstance(row, Promise)]
    for number, promise in enumerate(promises):
        promise.save()
        promise.content, promise.missed_at = {"number": [number, None, "ü"]}, clock.now() if number % 2 else None
        promise.untold, promise.group_id, promise.door = bool(number % 3), number if number else None, f'"{number}",'
    many_rows.update(promises, ["content", "missed_at", "untold", "group_id", "door", "owner"])
    read = {promise.pk: promise for promise in Promise.objects.all()}
    assert [everything(read[promise.pk]) for promise in promises] == [everything(promise) for promise in promises]


@pytest.mark.parametrize("count", [1, 5])
def test_many_rows_are_inserted_and_those_there_are_found(organisation: Organisation, count: int) -> None:
    promise = rows(organisation)[1]
    promise.save()

    def attempts(epoch: str) -> list[Attempt]:
        values = {"promise": promise, "generation": 1, "step": 0, "number": 1, "evidence": {"ä": [epoch]}}
        return [Attempt(key=f"key-{number}", epoch=epoch, **values) for number in range(count)]

    first, second = attempts("first"), attempts("second")[:1]
    many_rows.insert_or_renew(first, unique="key", renewed="epoch")
    assert [everything(Attempt.objects.get(pk=one.pk)) for one in first] == [everything(one) for one in first]
    many_rows.insert_or_renew(second, unique="key", renewed="epoch")
    assert (second[0].pk, Attempt.objects.count()) == (first[0].pk, count)
    found = Attempt.objects.get(pk=first[0].pk)
    assert (found.epoch, found.evidence) == ("second", {"ä": ["first"]})
