"""A second database beside the run's own, for what is true of one engine whichever the run is for."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler
from pytest_django.plugin import DjangoDbBlocker

from ringback.project.databases import database

_ALIAS = "beside"


@contextmanager
def beside(url: str, folder: Path, blocker: DjangoDbBlocker) -> Iterator[BaseDatabaseWrapper]:
    """A connection as the product makes it for this URL; "" is SQLite in `folder`. For tests without `django_db`."""
    connections.settings[_ALIAS] = ConnectionHandler({"default": database(url, folder)}).settings["default"]
    made = connections[_ALIAS]
    try:
        with blocker.unblock():
            yield made
    finally:
        made.close()
        del connections[_ALIAS]
        del connections.settings[_ALIAS]
