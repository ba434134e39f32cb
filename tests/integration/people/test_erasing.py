"""An erasure takes person, files and pending promises and keeps anonymous rows to be counted."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage

from ringback.base.accounts.models import AuditEntry, Organisation
from ringback.base.accounts.services import Actor, system_actor
from ringback.base.kit.errors import ConflictError, NotAllowedError, NotFoundError
from ringback.channels.voice.models import Call, CallEvent, Leg, Recording
from ringback.core.people import services
from ringback.core.people.models import Consent, Leftover, NoContact, Person, PersonEmail, PersonPhone, Receipt
from ringback.core.people.rules import Why
from ringback.core.promises import housekeeping
from ringback.core.promises.models import Attempt, Promise, State
from ringback.core.promises.services import Outcome
from ringback.doors.website.models import CallbackRequest
from tests.integration.accounts import scene
from tests.integration.people import persons
from tests.integration.people.persons import MAIL, NUMBER, Known

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> tuple[Organisation, Actor]:
    return persons.shop()


@pytest.fixture
def vera(shop: tuple[Organisation, Actor]) -> Known:
    return persons.known(shop[0])


@pytest.fixture(autouse=True)
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    return tmp_path / "keys" / "ledger.jsonl"


def everything_held() -> str:
    """Every text of every table that holds something of persons, in one."""
    models = (Person, PersonPhone, PersonEmail, Consent, NoContact, Receipt, Promise, Attempt, Call, Leg, CallEvent)
    rows = [list(model.objects.values()) for model in (*models, Recording, CallbackRequest, AuditEntry)]
    return json.dumps(rows, default=str)


def finish(opened: Organisation) -> Outcome:
    """What the keeper does of the promise that an erasure made."""
    promise = Promise.objects.get(kind=housekeeping.AFTERMATH, organisation=opened)
    result = housekeeping.Aftermath().keep(promise, Attempt(promise=promise))
    assert isinstance(result, Outcome)
    return result


def test_nothing_that_names_the_person_is_left_and_rows_are_still_counted(
    shop: tuple[Organisation, Actor], vera: Known
) -> None:
    receipt = services.erase(shop[1], vera.person.pk, "asked by letter")
    held = everything_held()
    for word in ("Vera", "Vogel", NUMBER, MAIL, "wants the green", "?name="):
        assert word not in held
    vera.promise.refresh_from_db()
    assert (vera.promise.state, vera.promise.person_id, vera.promise.generation) == (State.CANCELLED, None, 2)
    vera.call.refresh_from_db()
    assert (vera.call.talk_seconds, vera.call.outcome, vera.call.person_id) == (61, "connected", None)
    vera.request.refresh_from_db()
    assert (vera.request.open_phone, vera.request.page) == (None, "https://shop.example/tents")
    assert receipt.counts == {
        "requests": 1,
        "calls": 1,
        "recordings": 1,
        "promises": 1,
        "attempts": 1,
        "phones": 1,
        "emails": 1,
        "consents": 1,
        "persons": 1,
    }
    assert AuditEntry.objects.get(action="person.erased").detail == {"receipt": receipt.number}


def test_files_go_after_the_commit_and_are_tried_again(
    shop: tuple[Organisation, Actor], vera: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, clerk = shop
    services.erase(clerk, vera.person.pk, "asked")
    assert vera.sound_is_there
    monkeypatch.setattr(default_storage._wrapped, "delete", _away, raising=False)  # type: ignore[attr-defined]
    assert finish(opened) is Outcome.FAILED
    assert Leftover.objects.get().error == "the disk is away"
    monkeypatch.undo()
    assert finish(opened) is Outcome.DONE
    assert not vera.sound_is_there
    assert not Leftover.objects.exists()


def _away(_name: str) -> None:
    raise OSError(5, "the disk is away")


def test_who_must_not_be_called_is_not_called_after_an_erasure(shop: tuple[Organisation, Actor], vera: Known) -> None:
    opened, clerk = shop
    services.do_not_contact(clerk, "voice", NUMBER, "Vera said so")
    services.erase(clerk, vera.person.pk, "asked")
    refused = services.may_contact(opened.pk, None, "voice", NUMBER)
    assert refused is not None
    assert refused.why is Why.ASKED_NOT_TO
    entry = NoContact.objects.get()
    assert (entry.address, entry.why) == ("", "")


def test_nobody_is_erased_while_they_are_in_a_call(shop: tuple[Organisation, Actor], vera: Known) -> None:
    Call.objects.filter(pk=vera.call.pk).update(ended_at=None, live_number=NUMBER)
    with pytest.raises(ConflictError):
        services.erase(shop[1], vera.person.pk, "asked")
    vera.request.refresh_from_db()
    assert vera.request.phone == NUMBER
    assert not Receipt.objects.exists()


def test_doubles_go_too(shop: tuple[Organisation, Actor], vera: Known) -> None:
    opened, clerk = shop
    double = services.known_by_email(opened.pk, "vera@work.example", name="Vera V.")
    services.merge(clerk, vera.person.pk, double.pk)
    receipt = services.erase(clerk, double.pk, "asked")  # by the double's number, as an old link would
    assert not Person.objects.exists()
    assert receipt.person_number == vera.person.pk
    assert [number for number, _made_at in receipt.doubles] == [double.pk]


def test_only_who_may_and_only_ones_own(shop: tuple[Organisation, Actor], vera: Known) -> None:
    stranger = system_actor(Organisation.objects.create(name="Boats").pk)
    with pytest.raises(NotFoundError):
        services.erase(stranger, vera.person.pk, "asked")
    with pytest.raises(NotAllowedError):
        services.erase(scene.member(shop[0], "lead"), vera.person.pk, "asked")
