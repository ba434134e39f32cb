"""Hours as pure decisions over plain values: weeks, parties, the next permitted instant, zones."""

from ringback.core.hours.rules.parties import Holidays, Party, Special, Who, no_holidays
from ringback.core.hours.rules.permitted import (
    HORIZON_DAYS,
    Answer,
    Outlook,
    Reason,
    Why,
    first_permitted,
    next_permitted,
    open_until,
    outlook,
)
from ringback.core.hours.rules.spans import (
    ALWAYS,
    DAY,
    NEVER,
    Span,
    Week,
    checked_spans,
    days_between,
    rows_of,
    same_every_day,
    week_of,
)
from ringback.core.hours.rules.zones import Told, ZoneAnswer, known_zones, zone_named, zones_of

__all__ = [
    "ALWAYS",
    "DAY",
    "HORIZON_DAYS",
    "NEVER",
    "Answer",
    "Holidays",
    "Outlook",
    "Party",
    "Reason",
    "Span",
    "Special",
    "Told",
    "Week",
    "Who",
    "Why",
    "ZoneAnswer",
    "checked_spans",
    "days_between",
    "first_permitted",
    "known_zones",
    "next_permitted",
    "no_holidays",
    "open_until",
    "outlook",
    "rows_of",
    "same_every_day",
    "week_of",
    "zone_named",
    "zones_of",
]
