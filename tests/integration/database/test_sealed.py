"""Sealed columns: readable through the model, not in the table."""

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from pytest_django import Settings

from ringback.base.accounts.models import Organisation
from ringback.base.database import many_rows
from ringback.base.database.sealed import SealError, opened, readable, seal, unseal
from ringback.channels.voice.models import Trunk
from ringback.project.backups.unreadable import unreadable


@pytest.fixture
def trunk() -> Trunk:
    organisation = Organisation.objects.create(name="Tents")
    return Trunk.objects.create(organisation=organisation, name="carrier", host="sip.example", secret="hunter2")


@pytest.mark.django_db
def test_the_table_holds_no_plain_secret(trunk: Trunk) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM voice_trunk WHERE id = %s", [trunk.pk])
        stored = cursor.fetchone()[0]
    assert "hunter2" not in stored
    assert Trunk.objects.get(pk=trunk.pk).secret == "hunter2"


def test_an_older_key_still_opens_and_a_lost_one_says_so(settings: Settings) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.SEAL_KEYS = [old]
    sealed = seal("hunter2")
    settings.SEAL_KEYS = [new, old]
    assert unseal(sealed) == "hunter2"
    settings.SEAL_KEYS = [new]
    with pytest.raises(SealError, match="RINGBACK_KEYS"):
        unseal(sealed)


@pytest.mark.django_db
def test_a_row_without_its_key_is_shown_is_never_used_and_is_not_lost(trunk: Trunk, settings: Settings) -> None:
    keys, settings.SEAL_KEYS = settings.SEAL_KEYS, [Fernet.generate_key().decode()]
    found = Trunk.objects.get(pk=trunk.pk)
    assert str(found.secret) == "[Cannot be read: its key is not here.]"
    assert readable(found.secret) == ""
    with pytest.raises(SealError, match="RINGBACK_KEYS"):
        opened(found.secret)
    found.name = "another"
    found.save()
    many_rows.update([found], ["secret"])
    settings.SEAL_KEYS = keys
    assert (Trunk.objects.get().name, opened(Trunk.objects.get().secret)) == ("another", "hunter2")


@pytest.mark.django_db
def test_what_cannot_be_opened_is_counted_by_column(trunk: Trunk, settings: Settings) -> None:
    assert list(unreadable()) == []
    settings.SEAL_KEYS = [Fernet.generate_key().decode(), *settings.SEAL_KEYS]
    Trunk.objects.create(organisation=trunk.organisation, name="newer", host="sip.example", secret="hunter3")
    Trunk.objects.create(organisation=trunk.organisation, name="open", host="sip.example")
    settings.SEAL_KEYS = settings.SEAL_KEYS[:1]
    (found,) = unreadable()
    assert found.words == "voice_trunk.secret: 1 rows were sealed with a key that is not there"
