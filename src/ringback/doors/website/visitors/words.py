"""The few words that rows point to, each named by 63 bits, as rows to be inserted where they are missing."""

from functools import lru_cache
from hashlib import blake2b

import msgspec

LEAST_VIEW, MOST_VIEW = 8, 64
_POSITIVE = (1 << 63) - 1


def key_of(*parts: object) -> int:
    """63 bits that stand for `parts`; alike parts give alike bits, now and after a restart."""
    text = "\x1f".join(map(str, parts))
    return int.from_bytes(blake2b(text.encode(errors="replace"), digest_size=8).digest()) & _POSITIVE


def view_key(site_id: int, view: str) -> int | None:
    """The key of a page view, by the random id that the page gave it; None where that cannot be one."""
    return key_of("view", site_id, view) if LEAST_VIEW <= len(view) <= MOST_VIEW else None


class PageWords(msgspec.Struct, frozen=True):
    """A page of a site."""

    id: int
    site_id: int
    path: str


class SourceWords(msgspec.Struct, frozen=True):
    """Where an entry into a site came from."""

    id: int
    site_id: int
    kind: str
    label: str
    medium: str
    campaign: str
    content: str
    query: str
    click: str


class PlaceWords(msgspec.Struct, frozen=True):
    """A city, or as much as is known of it."""

    id: int
    country: str
    city: str

    @property
    def said(self) -> str:
        """City and country as a person reads them: "Kiel, DE"."""
        return ", ".join(filter(None, (self.city, self.country)))


class DeviceWords(msgspec.Struct, frozen=True):
    """A kind of device."""

    id: int
    kind: str
    browser: str
    system: str


@lru_cache(maxsize=20_000)
def page(site_id: int, path: str) -> PageWords:
    return PageWords(key_of("page", site_id, path), site_id, path)


@lru_cache(maxsize=20_000)
def source(site_id: int, *said: str) -> SourceWords:
    """`said`: kind, label, medium, campaign, content, query, click."""
    return SourceWords(key_of("source", site_id, *said), site_id, *said)


@lru_cache(maxsize=20_000)
def place(country: str, city: str) -> PlaceWords:
    return PlaceWords(key_of("place", country, city), country, city)


@lru_cache(maxsize=2_000)
def device(kind: str, browser: str, system: str) -> DeviceWords:
    return DeviceWords(key_of("device", kind, browser, system), kind, browser, system)
