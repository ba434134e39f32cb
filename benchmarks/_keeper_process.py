"""`ringback run keeper` with a handler for the benchmark's kind, which notes in a row when it was called."""

import os
import sys
import time
from importlib import import_module
from typing import TYPE_CHECKING

import django
from django.db import DEFAULT_DB_ALIAS, connection, connections

from benchmarks._notes import KIND, NOTE
from ringback.project import logs, roles

if TYPE_CHECKING:
    from ringback.core.promises.models import Attempt, Promise
    from ringback.core.promises.rules import Outcome


class Noting:
    """Only writes, by the driver, as the bare loop does."""

    outside = False

    def __init__(self, done: "Outcome") -> None:
        self.done = done
        self._database = connections[DEFAULT_DB_ALIAS]
        self._note = NOTE.format(mark="?" if connection.vendor == "sqlite" else "%s")

    def keep(self, promise: "Promise", attempt: "Attempt") -> "Outcome":
        self._database.connection.execute(self._note, (promise.id, time.time()))
        return self.done

    def told(self, promise: "Promise") -> None:
        pass


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ringback.project.settings")
    logs.configure()
    django.setup()
    services = import_module("ringback.core.promises.services")
    services.keeps(KIND, Noting(services.Outcome.DONE))
    sys.exit(roles.run("keeper"))
