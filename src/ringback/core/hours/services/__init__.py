"""The door of the hours slice: calendars, the permitted window, and when somebody may be called."""

from ringback.core.hours.rules import Answer, Reason, Told, ZoneAnswer, telling
from ringback.core.hours.services.book import Book, Permitted
from ringback.core.hours.services.calendars import (
    CalendarValues,
    calendar_of,
    check_zone,
    delete_calendar,
    forget_calendar,
    require_calendar,
    save_calendar,
    when_calendar_gone,
)
from ringback.core.hours.services.exceptions import add_exception, delete_exception
from ringback.core.hours.services.permits import asked, calendar_for, closes_at, permitted, zones_for
from ringback.core.hours.services.time_off import (
    TimeOffValues,
    give_back_time_off,
    take_time_off,
    time_off_of,
    zone_of_member,
)
from ringback.core.hours.services.window import Window, norm_window, reset_window, save_window, window_of
from ringback.core.hours.words import known_words, reason_words

__all__ = [
    "Answer",
    "Book",
    "CalendarValues",
    "Permitted",
    "Reason",
    "TimeOffValues",
    "Told",
    "Window",
    "ZoneAnswer",
    "add_exception",
    "asked",
    "calendar_for",
    "calendar_of",
    "check_zone",
    "closes_at",
    "delete_calendar",
    "delete_exception",
    "forget_calendar",
    "give_back_time_off",
    "known_words",
    "norm_window",
    "permitted",
    "reason_words",
    "require_calendar",
    "reset_window",
    "save_calendar",
    "save_window",
    "take_time_off",
    "telling",
    "time_off_of",
    "when_calendar_gone",
    "window_of",
    "zone_of_member",
    "zones_for",
]
