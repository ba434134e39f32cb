"""Words that are sealed with a key of one account, which is itself sealed with the installation's keys.

Without the account's row the words are noise, even with the installation's keys: deleting its key deletes them all.
"""

import hashlib
from base64 import urlsafe_b64encode
from functools import lru_cache
from typing import TypeVar

import msgspec
from cryptography.fernet import Fernet, InvalidToken

from ringback.base.database.sealed import SealError, seal, unseal

_CLOSED = "These words were sealed with a key that is not here."

Words = TypeVar("Words", bound=msgspec.Struct)


def new_key() -> str:
    """A fresh key for an account, sealed with the installation's: this, and nothing else of it, is stored."""
    return seal(Fernet.generate_key().decode())


class Vault:
    """Seals and opens with one account's key. What is sealed for one `use` (a table, a column) opens for no other."""

    def __init__(self, wrapped_key: str) -> None:
        """`wrapped_key`: as `new_key` made it. Raises SealError if it is gone, or sealed with keys that are."""
        if not wrapped_key:
            raise SealError(_CLOSED)
        self._key = unseal(wrapped_key)

    def seal(self, text: str, use: str) -> str:
        """Encrypt `text` for `use`."""
        return _fernet(self._key, use).encrypt(text.encode()).decode()

    def open(self, sealed: str, use: str) -> str:
        """What `seal` sealed for the same `use`. Raises SealError."""
        return self._opened(sealed, use).decode()

    def seal_bytes(self, content: bytes, use: str) -> bytes:
        """As `seal`, of a file."""
        return _fernet(self._key, use).encrypt(content)

    def open_bytes(self, sealed: bytes, use: str) -> bytes:
        """What `seal_bytes` sealed for the same `use`. Raises SealError."""
        return self._opened(sealed, use)

    def pack(self, words: msgspec.Struct) -> str:
        """Encrypt a struct whole; its class's name is the use."""
        return _fernet(self._key, type(words).__name__).encrypt(msgspec.json.encode(words)).decode()

    def unpack(self, kind: type[Words], sealed: str) -> Words:
        """What `pack` packed; "" is a struct of defaults. Fields it did not have yet keep theirs. Raises SealError."""
        if not sealed:
            return kind()
        try:
            return msgspec.json.decode(self._opened(sealed, kind.__name__), type=kind)
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            raise SealError(_CLOSED) from error

    def _opened(self, sealed: str | bytes, use: str) -> bytes:
        try:
            return _fernet(self._key, use).decrypt(sealed)
        except (InvalidToken, ValueError) as error:
            raise SealError(_CLOSED) from error


@lru_cache(maxsize=128)
def _fernet(key: str, use: str) -> Fernet:
    return Fernet(urlsafe_b64encode(hashlib.sha256(f"ringback vault: {use}:{key}".encode()).digest()))
