"""The time zones that a phone number may be in."""

from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, timezone


@lru_cache(maxsize=4096)
def zones_of_number(e164: str) -> tuple[str, ...]:
    """The IANA zones of a number: one for most landlines, sixteen for a Russian mobile, none where nobody knows."""
    try:
        number = phonenumbers.parse(e164, None)
    except NumberParseException:
        return ()
    return tuple(zone for zone in timezone.time_zones_for_number(number) if zone != timezone.UNKNOWN_TIMEZONE)
