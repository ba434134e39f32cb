"""What no restored backup may undo is in the ledger beside the keys, names nobody, and is done again once."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import models
from django.test import override_settings

from ringback.base.accounts.models import AuditEntry, Organisation
from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.channels.voice.models import Call
from ringback.core.people import services
from ringback.core.people.models import Consent, NoContact, Person, Receipt, Source
from ringback.core.people.services import Replayed
from ringback.core.promises import housekeeping
from ringback.core.promises.models import Promise
from tests.integration.people import persons
from tests.integration.people.persons import MAIL, NUMBER, OTHER_NUMBER, Known

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> tuple[Organisation, Actor]:
    return persons.shop()


@pytest.fixture
def vera(shop: tuple[Organisation, Actor]) -> Known:
    return persons.known(shop[0])


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path) -> Iterator[Path]:
    with override_settings(DATA_DIR=tmp_path):
        yield tmp_path / "keys" / "ledger.jsonl"


def values(row: models.Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def replay(ledger: Path) -> Replayed:
    return services.replay_ledger(services.read_ledger(ledger.read_text().splitlines()))


def test_who_was_erased_is_erased_again(shop: tuple[Organisation, Actor], vera: Known, ledger: Path) -> None:
    """What an older backup brings back is the same row with the same age; somebody new with that number is not."""
    opened, clerk = shop
    before = values(vera.person)
    receipt = services.erase(clerk, vera.person.pk, "asked")
    assert services.write_ledger() == 1
    assert services.write_ledger() == 0
    assert json.loads(ledger.read_text())["receipt"] == receipt.number

    Receipt.objects.all().delete()  # the backup is older than the erasure
    back = Person.objects.create(**before)
    call = persons.ended_call(opened, back, vera.promise, NUMBER, "Vera Vogel")
    Call.objects.filter(pk=call.pk).update(ended_at=None, live_number=NUMBER, stage="talking")
    assert replay(ledger) == Replayed(erased=1)
    call.refresh_from_db()
    assert (call.number, call.person_id, Person.objects.exists()) == ("", None, False)
    assert Receipt.objects.get().number == receipt.number
    assert replay(ledger) == Replayed()

    Person.objects.create(**{**before, "name": "Somebody new", "created_at": clock.now()})
    assert replay(ledger) == Replayed()


def test_what_was_refused_is_refused_again(shop: tuple[Organisation, Actor], vera: Known, ledger: Path) -> None:
    opened, clerk = shop
    consent = Consent.objects.get(person=vera.person)
    services.do_not_contact(clerk, "voice", NUMBER, "Vera said so")
    services.opt_out(opened.pk, "mail", MAIL, "offers", "link")
    services.import_list(clerk, OTHER_NUMBER, "from the old system")
    services.withdraw_consent(clerk, consent.pk)
    assert Promise.objects.filter(kind=housekeeping.AFTERMATH).count() == 1
    assert services.write_ledger() == 5
    said = ledger.read_text()
    assert not any(word in said for word in ("Vera", NUMBER, MAIL, OTHER_NUMBER, "system"))

    NoContact.objects.all().delete()  # the backup is older than all of it
    Consent.objects.update(withdrawn_at=None, withdrawal_logged_at=None)
    assert replay(ledger) == Replayed(closed=4, withdrawn=1)
    assert services.may_contact(opened.pk, None, "voice", NUMBER) is not None
    assert services.may_contact(opened.pk, None, "sms", OTHER_NUMBER) is not None
    assert services.may_contact(opened.pk, None, "mail", MAIL) is None
    assert services.may_contact(opened.pk, vera.person.pk, "mail", MAIL, "offers") is not None
    assert not services.has_consent(vera.person.pk, consent.purpose)
    assert set(NoContact.objects.values_list("source", "address")) == {(Source.REPLAY, "")}
    assert replay(ledger) == Replayed()
    assert services.write_ledger() == 0


def test_the_newest_word_counts(shop: tuple[Organisation, Actor], ledger: Path) -> None:
    """Closed, opened and closed again, in whichever order the ledger has it, and whatever the backup knows of it."""
    opened, clerk = shop
    services.opt_out(opened.pk, "mail", MAIL, "offers", "link")
    services.do_not_contact(clerk, "voice", NUMBER, "said so")
    older = [values(row) for row in NoContact.objects.order_by("id")]
    services.write_ledger()
    services.opt_out_undone(opened.pk, "mail", MAIL, "offers")
    services.lift(clerk, older[1]["id"])
    services.do_not_contact(clerk, "voice", NUMBER, "changed their mind")
    assert services.write_ledger() == 3
    ledger.write_text("".join(sorted(ledger.read_text().splitlines(keepends=True))))

    newest = [values(row) for row in NoContact.objects.order_by("id")]
    assert replay(ledger) == Replayed()
    NoContact.objects.all().delete()
    NoContact.objects.bulk_create(NoContact(**row) for row in older)
    assert replay(ledger) == Replayed(opened=1)  # the other one stands, and stood at the end
    assert services.may_contact(opened.pk, None, "voice", NUMBER) is not None

    NoContact.objects.all().delete()
    closings = [line for line in ledger.read_text().splitlines(keepends=True) if json.loads(line)["closed"]]
    ledger.write_text("".join(closings))  # it was never told of what was opened
    assert len(closings) == 3
    NoContact.objects.bulk_create(NoContact(**row) for row in newest)
    assert replay(ledger) == Replayed()


def test_a_word_that_changes_while_it_is_written_is_written_once_more(
    shop: tuple[Organisation, Actor], ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _opened, clerk = shop
    services.do_not_contact(clerk, "voice", NUMBER, "said so")
    entry = NoContact.objects.get()

    def lifted_meanwhile(texts: list[str]) -> None:
        services.lift(clerk, entry.pk)

    monkeypatch.setattr("ringback.core.people.services.ledger.writing._append", lifted_meanwhile)
    assert services.write_ledger() == 1
    monkeypatch.undo()
    with override_settings(DATA_DIR=ledger.parent.parent):
        assert services.write_ledger() == 1
    assert json.loads(ledger.read_text())["closed"] is False
    assert [json.loads(line)["closed"] for line in services.known_lines()] == [False]


def test_what_is_of_nobody_here_is_left_out(shop: tuple[Organisation, Actor], ledger: Path) -> None:
    """An organisation that is younger than the backup is not there."""
    services.do_not_contact(shop[1], "voice", NUMBER, "said so")
    services.write_ledger()
    NoContact.objects.all().delete()
    AuditEntry.objects.all().delete()
    Promise.objects.all().delete()
    shop[0].delete()
    assert replay(ledger) == Replayed()


def test_a_receipt_says_until_when_older_backups_hold_it(shop: tuple[Organisation, Actor], vera: Known) -> None:
    with override_settings(BACKUP_DAYS=7):
        receipt = services.erase(shop[1], vera.person.pk, "asked")
    assert receipt.backups_until_at is not None
    assert (receipt.backups_until_at - clock.now()).days == 7  # and until the next backup, a day at most


@pytest.mark.parametrize(
    "text", ['{"nothing": 1}', '{"kind": "closure"}', "[]", "{", '{"kind": "withdrawal", "at": 1}']
)
def test_a_broken_ledger_says_so(text: str) -> None:
    with pytest.raises(ValueError):
        list(services.read_ledger([text]))
