"""The words a batch points to: inserted where they are new, and bounded, whoever makes up new ones."""

from collections.abc import Iterable
from functools import partial
from typing import TypeVar

import msgspec
from django.db import models, transaction

from ringback.base.database import plain_rows
from ringback.base.edge.limits import SlidingLimit
from ringback.doors.website.visitors import words
from ringback.doors.website.visitors.models import Device, Page, Place, Source
from ringback.doors.website.visitors.rules import Entry
from ringback.doors.website.visitors.words import DeviceWords, PageWords, PlaceWords, SourceWords

# So many pages and sources of one site may be new in an hour; what comes after them is counted under one name.
MOST_NEW_AN_HOUR = 20_000
MOST_REMEMBERED = 200_000
OTHER = "…"

Word = TypeVar("Word", PageWords, SourceWords, PlaceWords, DeviceWords)

_new = SlidingLimit(3600)
_stored: set[int] = set()


class Vocabulary:
    """The words of one batch; `store` inserts those that are new, in the batch's transaction."""

    def __init__(self) -> None:
        self._wanted: dict[type[models.Model], dict[int, msgspec.Struct]] = {}

    def page(self, site_id: int, path: str) -> PageWords:
        """The page, or the one that stands for all others."""
        page = words.page(site_id, path)
        return self._want(Page, page if self._may_be_new(page) else words.page(site_id, OTHER))

    def source(self, site_id: int, entry: Entry) -> SourceWords:
        """The source, or no more of it than its class."""
        source = words.source(site_id, *entry)
        return self._want(Source, source if self._may_be_new(source) else words.source(site_id, *Entry(entry.kind)))

    def place(self, place: PlaceWords) -> PlaceWords:
        return self._want(Place, place)

    def device(self, device: DeviceWords) -> DeviceWords:
        return self._want(Device, device)

    def _may_be_new(self, word: PageWords | SourceWords) -> bool:
        return word.id in _stored or _new.take(word.site_id, MOST_NEW_AN_HOUR) is None

    def _want(self, model: type[models.Model], word: Word) -> Word:
        if word.id not in _stored:
            self._wanted.setdefault(model, {})[word.id] = word
        return word

    def store(self) -> None:
        """Insert what is new, in the order of ids, so that two processes wait for each other in one order."""
        for model, wanted in self._wanted.items():
            plain_rows.insert_missing(model, [wanted[key] for key in sorted(wanted)])
            transaction.on_commit(partial(_remember, tuple(wanted)))


def begin() -> None:
    """Remember nothing of what is stored: for a web process that begins."""
    _stored.clear()


def _remember(keys: Iterable[int]) -> None:
    if len(_stored) > MOST_REMEMBERED:
        _stored.clear()
    _stored.update(keys)
