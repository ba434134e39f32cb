"""Text that is encrypted at rest, with keys kept outside the database."""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from ringback.base.kit.errors import RingbackError

_CLOSED = "A stored secret was sealed with a key that is not in RINGBACK_KEYS."


class SealError(RingbackError):
    """What is stored cannot be opened with any key at hand."""


@lru_cache(maxsize=4)
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def seal(text: str) -> str:
    """Encrypt `text` with the first of the installation's keys."""
    return _fernet(tuple(settings.SEAL_KEYS)).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Decrypt what `seal` made, with any of the installation's keys. Raises SealError."""
    try:
        return _fernet(tuple(settings.SEAL_KEYS)).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise SealError(_CLOSED) from error


def seal_shortly(plain: bytes, use: str) -> str:
    """Seal a few bytes for a link that is typed or paid by the character: 16 bytes more, in letters of an address.

    The same bytes are the same letters (AES-SIV, RFC 5297); each `use` has a key of its own.
    """
    sealed = _siv(settings.SEAL_KEYS[0], use).encrypt(plain, None)
    return urlsafe_b64encode(sealed).decode().rstrip("=")


def unseal_shortly(letters: str, use: str) -> bytes:
    """What `seal_shortly` sealed, with any of the installation's keys. Raises SealError."""
    try:
        sealed = urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
    except ValueError as error:
        raise SealError(_CLOSED) from error
    for key in settings.SEAL_KEYS:
        try:
            return _siv(key, use).decrypt(sealed, None)
        except (InvalidTag, ValueError):
            continue
    raise SealError(_CLOSED)


@lru_cache(maxsize=16)
def _siv(key: str, use: str) -> AESSIV:
    return AESSIV(hashlib.sha256(f"ringback short seal: {use}:{key}".encode()).digest())


def seal_bytes(content: bytes) -> bytes:
    """Encrypt a file's content, held whole in memory."""
    return _fernet(tuple(settings.SEAL_KEYS)).encrypt(content)


def unseal_bytes(sealed: bytes) -> bytes:
    """Decrypt what `seal_bytes` made. Raises SealError."""
    try:
        return _fernet(tuple(settings.SEAL_KEYS)).decrypt(sealed)
    except InvalidToken as error:
        raise SealError(_CLOSED) from error


class Unopened(str):
    """Stands for a sealed text that no key at hand opens, so that the row can be shown without it and is not lost.

    It reads as words for members; written back, it is what was `sealed`. What would act on it asks `opened` first.
    """

    sealed: str

    def __new__(cls, sealed: str) -> "Unopened":
        text = super().__new__(cls, _("[Cannot be read: its key is not here.]"))
        text.sealed = sealed
        return text


def opened(text: str) -> str:
    """A value of a sealed column, about to be used or to leave the house. Raises SealError where it is unopened."""
    if isinstance(text, Unopened):
        raise SealError(_CLOSED)
    return text


def readable(text: str) -> str:
    """A value of a sealed column; "" where it is unopened."""
    return "" if isinstance(text, Unopened) else text


class SealedTextField(models.TextField):  # type: ignore[type-arg]
    """A text column whose value is sealed on the way in and opened on the way out, or `Unopened`. Empty stays empty."""

    def from_db_value(self, value: str | None, *_rest: Any) -> str | None:
        try:
            return unseal(value) if value else value
        except SealError:
            return Unopened(value or "")

    def get_prep_value(self, value: str | None) -> str | None:
        if isinstance(value, Unopened):
            return value.sealed
        return seal(value) if value else value
