"""All that is held about a person, handed out whole, as JSON, as a page, with the recordings."""

import io
import json
import zipfile

import pytest
from django.core.files.storage import default_storage

from ringback.base.accounts.models import AuditEntry, Organisation
from ringback.base.accounts.services import Actor, system_actor
from ringback.base.kit.errors import NotAllowedError, NotFoundError
from ringback.core.people import services
from ringback.core.people.models import Person, Receipt
from tests.integration.accounts import scene
from tests.integration.people import persons
from tests.integration.people.persons import MAIL, NUMBER, OTHER_NUMBER, Known

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> tuple[Organisation, Actor]:
    return persons.shop()


@pytest.fixture
def vera(shop: tuple[Organisation, Actor]) -> Known:
    return persons.known(shop[0])


def opened(export: services.Export) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(export.stream())))


def test_everything_is_in_it(shop: tuple[Organisation, Actor], vera: Known) -> None:
    persons.known(shop[0], OTHER_NUMBER, "Somebody Else", "else@example.org")
    archive = opened(services.export(shop[1], vera.person.pk))
    assert archive.testzip() is None
    data = json.loads(archive.read("data.json"))
    assert set(data["held"]) == {"people", "promises", "voice", "website"}
    text, page = archive.read("data.json").decode(), archive.read("person.html").decode()
    for word in ("Vera Vogel", NUMBER, MAIL, "wants the green one", "hello Vera", "shop.example/tents?name=Vera"):
        assert word in text
        assert word in page
    assert "Somebody" not in text + page
    sounds = [name for name in archive.namelist() if name.startswith("recordings/")]
    assert [archive.read(name) for name in sounds] == [b"sound of Vera Vogel"]
    assert data["about"]["files"] == sounds


def test_it_is_on_record_by_pseudonym(shop: tuple[Organisation, Actor], vera: Known) -> None:
    export = services.export(shop[1], vera.person.pk)
    receipt = Receipt.objects.get()
    assert (receipt.kind, receipt.number) == ("export", export.number)
    assert AuditEntry.objects.get(action="person.exported").detail == {"receipt": export.number}
    erased = services.erase(shop[1], vera.person.pk, "asked")
    assert erased.pseudonym == receipt.pseudonym
    assert "Vera" not in receipt.pseudonym


def test_a_page_is_safe_whatever_the_name(shop: tuple[Organisation, Actor], vera: Known) -> None:
    Person.objects.filter(pk=vera.person.pk).update(name="<script>alert(1)</script>")
    assert b"<script" not in services.export(shop[1], vera.person.pk).page


def test_a_sound_that_is_gone_is_named(shop: tuple[Organisation, Actor], vera: Known) -> None:
    default_storage.delete(vera.sound)
    archive = opened(services.export(shop[1], vera.person.pk))
    assert vera.call.call_id in archive.read("missing.txt").decode()


def test_only_who_may_and_only_ones_own(shop: tuple[Organisation, Actor], vera: Known) -> None:
    with pytest.raises(NotFoundError):
        services.export(system_actor(Organisation.objects.create(name="Boats").pk), vera.person.pk)
    with pytest.raises(NotAllowedError):
        services.export(scene.member(shop[0], "lead"), vera.person.pk)
