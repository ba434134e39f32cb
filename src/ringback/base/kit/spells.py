"""Long work in short portions: for a while, so that whoever does it can be stopped and goes on later."""

from collections.abc import Callable

from ringback.base.kit import clock

SPELL_SECONDS = 10.0


def work(portion: Callable[[], bool], seconds: float = SPELL_SECONDS) -> bool:
    """Call `portion`, which says whether there is more, until there is none or so long; whether there may be more."""
    ends_at = clock.monotonic() + seconds
    while portion():
        if clock.monotonic() >= ends_at:
            return True
    return False
