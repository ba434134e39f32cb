"""Text that is encrypted at rest, with keys kept outside the database."""

from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models

from ringback.base.kit.errors import RingbackError


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
        raise SealError("A stored secret was sealed with a key that is not in RINGBACK_KEYS.") from error


class SealedTextField(models.TextField):  # type: ignore[type-arg]
    """A text column whose value is sealed on the way in and opened on the way out. Empty stays empty."""

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        return unseal(value) if value else value

    def get_prep_value(self, value: str | None) -> str | None:
        return seal(value) if value else value
