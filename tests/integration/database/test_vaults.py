"""Words sealed with an account's own key open with that key, for that use, and with nothing else."""

import msgspec
import pytest

from ringback.base.database.sealed import SealError
from ringback.base.database.vaults import Vault, new_key


class Letter(msgspec.Struct, frozen=True):
    to: str = ""
    text: str = ""


class Note(msgspec.Struct, frozen=True):
    to: str = ""


def test_words_open_for_their_own_use_and_account_alone() -> None:
    own, other = Vault(new_key()), Vault(new_key())
    sealed = own.seal("Grüße, 你好", "notes")
    assert own.open(sealed, "notes") == "Grüße, 你好" and "Gr" not in sealed
    for vault, use in ((own, "letters"), (other, "notes")):
        with pytest.raises(SealError):
            vault.open(sealed, use)


def test_structs_are_packed_whole_and_opened_as_what_they_were() -> None:
    vault = Vault(new_key())
    packed = vault.pack(Letter("Ms Berg", "Thank you"))
    assert vault.unpack(Letter, packed) == Letter("Ms Berg", "Thank you")
    assert vault.unpack(Letter, "") == Letter()
    with pytest.raises(SealError):
        vault.unpack(Note, packed)
    for broken in (packed[:-4], "ü", "x" * 100):
        with pytest.raises(SealError):
            vault.unpack(Letter, broken)


def test_without_its_key_a_vault_does_not_open() -> None:
    with pytest.raises(SealError):
        Vault("")
