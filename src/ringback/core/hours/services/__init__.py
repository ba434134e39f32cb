"""The door of the hours slice: calendars, the permitted window, and when somebody may be called."""

from ringback.core.hours.rules import Answer, Reason, Told, ZoneAnswer
from ringback.core.hours.services.permits import Permitted, asked, calendar_for, permitted, zones_for
from ringback.core.hours.services.window import Window, window_of

__all__ = [
    "Answer",
    "Permitted",
    "Reason",
    "Told",
    "Window",
    "ZoneAnswer",
    "asked",
    "calendar_for",
    "permitted",
    "window_of",
    "zones_for",
]
