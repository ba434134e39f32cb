"""The times of entries, in a process of its own with little memory and time: whoever sent an invitation may mean harm.

`python -m ringback.core.hours.connected.expanding < asked > told`, both JSON; see `asking`.
"""

import json
import signal
import sys
from collections.abc import Iterator
from datetime import datetime
from types import FrameType
from typing import Any
from zoneinfo import ZoneInfo

from ringback.base.kit.confined import confine
from ringback.core.hours.connected.times import times_of

MOST_SECONDS = 30
MOST_MEMORY = 768_000_000
MOST_TIMES = 10_000
SECONDS_EACH = 1.0


def told(asked: dict[str, Any]) -> Iterator[list[Any]]:
    """[position, uid, starts, ends, busy, off] for each time; [position] alone for an entry that cannot be read."""
    since, until = datetime.fromisoformat(asked["since"]), datetime.fromisoformat(asked["until"])
    zone, own = ZoneInfo(asked["zone"]), frozenset(asked["own"])
    for position, text in enumerate(asked["entries"]):
        signal.setitimer(signal.ITIMER_PROF, SECONDS_EACH)
        try:
            times = times_of(text, since, until, zone, own)
        except Exception:  # one entry that is broken, or too long in the reading, hides no other
            yield [position]
            continue
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        for one in times:
            yield [position, one.uid, one.starts_at.isoformat(), one.ends_at.isoformat(), one.busy, one.off]


def _too_long(_number: int, _frame: FrameType | None) -> None:
    raise TimeoutError


def main() -> None:
    """Read what is asked, write what was found; any trouble ends the process with a status."""
    confine(cpu_seconds=MOST_SECONDS, memory=MOST_MEMORY)
    signal.signal(signal.SIGPROF, _too_long)
    found = told(json.load(sys.stdin))
    json.dump([row for _number, row in zip(range(MOST_TIMES), found, strict=False)], sys.stdout)


if __name__ == "__main__":
    main()
