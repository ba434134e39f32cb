"""`ringback run keeper` with handlers that leave traces, hang or raise, and a clock that is told on standard input."""

import os
import sys
import threading
from importlib import import_module
from pathlib import Path

import django

from ringback.base.kit import clock
from ringback.project import logs, roles


def _obey(offset: clock.OffsetClock) -> None:
    """Each line is by how many seconds the wall clock is off from now on."""
    for line in sys.stdin:
        offset.offset_seconds = float(line)


def main() -> None:
    """Become the role; returns its status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ringback.project.settings")
    logs.configure()
    django.setup()
    # Not before Django is ready, for they touch its models.
    import_module("tests.faults.promises.handlers").register(Path(os.environ["RINGBACK_TEST_TRACES"]))
    offset = clock.OffsetClock()
    threading.Thread(target=_obey, args=[offset], daemon=True).start()
    with clock.use(offset):
        sys.exit(roles.run("keeper"))


if __name__ == "__main__":
    main()
