"""The keeper: the process that keeps promises when they are due."""

import threading

from ringback.core.promises.keeper.loop import Keeper
from ringback.core.promises.keeper.sole import alone

__all__ = ["Keeper", "run"]


def run(stop: threading.Event) -> None:
    """Keep promises until `stop` is set; beside SQLite not before every other keeper has ended."""
    with alone(stop) as granted:
        if granted:
            Keeper().run(stop)
