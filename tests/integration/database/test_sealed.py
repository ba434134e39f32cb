"""Sealed columns: readable through the model, not in the table."""

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from pytest_django import Settings

from ringback.base.accounts.models import Organisation
from ringback.base.database.sealed import SealError, seal, unseal
from ringback.channels.voice.models import Trunk


@pytest.mark.django_db
def test_the_table_holds_no_plain_secret() -> None:
    organisation = Organisation.objects.create(name="Tents")
    trunk = Trunk.objects.create(organisation=organisation, name="carrier", host="sip.example", secret="hunter2")
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
