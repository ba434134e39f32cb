"""Keyed blind hashes: found again by whoever has the keys, meaningless to whoever has the database alone."""

import hmac
from collections.abc import Collection, Container, Iterator
from functools import lru_cache

from django.conf import settings

MOST_CHARACTERS = 64
_MARK = 8
_KEPT = 48


@lru_cache(maxsize=16)
def _key(installation_key: str, use: str) -> tuple[str, bytes]:
    """A key of its own for each `use`, and the mark by which its hashes are known."""
    derived = hmac.digest(installation_key.encode(), b"ringback blind index: " + use.encode(), "sha256")
    return hmac.digest(derived, b"mark", "sha256").hex()[:_MARK], derived


def digest(text: str, use: str) -> str:
    """The hash of `text` for `use` by the newest of the installation's keys: what is stored. 56 characters."""
    return _digest(text, settings.SEAL_KEYS[0], use)


def digests(text: str, use: str) -> list[str]:
    """The hash by every key at hand, newest first: what is looked for, since keys change and hashes cannot."""
    return [_digest(text, key, use) for key in settings.SEAL_KEYS]


def matching(texts: Collection[str], use: str, among: Container[str]) -> Iterator[tuple[str, str]]:
    """The texts of which a hash by any key at hand is `among` these, each with that hash. For a hundred thousand."""
    for mark, key in (_key(key, use) for key in settings.SEAL_KEYS):
        for text in texts:
            found = mark + hmac.digest(key, text.encode(), "sha256").hex()[:_KEPT]
            if found in among:
                yield text, found


def marks(use: str) -> list[str]:
    """How the hashes of the keys at hand begin. One that begins otherwise can never be found again."""
    return [_key(key, use)[0] for key in settings.SEAL_KEYS]


def _digest(text: str, installation_key: str, use: str) -> str:
    mark, key = _key(installation_key, use)
    return mark + hmac.digest(key, text.encode(), "sha256").hex()[:_KEPT]
