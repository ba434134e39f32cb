"""The time zones there are."""

import zoneinfo
from functools import lru_cache


@lru_cache(maxsize=1)
def all_zones() -> frozenset[str]:
    """The IANA time zones of this machine; looked up once, since it reads hundreds of files."""
    return frozenset(zoneinfo.available_timezones())
