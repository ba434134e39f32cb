"""The keeper: the process that keeps promises when they are due."""

import sys
import threading

from ringback.core.promises.keeper.loop import Keeper
from ringback.core.promises.keeper.sole import alone
from ringback.core.promises.keeper.stalls import stuck

__all__ = ["Keeper", "run", "stuck"]

# Threads that talk with servers wait for their turn after every answer: five times a mail.
TURN_SECONDS = 0.001


def run(stop: threading.Event) -> None:
    """Keep promises until `stop` is set; beside SQLite not before every other keeper has ended."""
    with alone(stop) as granted:
        if granted:
            sys.setswitchinterval(TURN_SECONDS)
            Keeper().run(stop)
