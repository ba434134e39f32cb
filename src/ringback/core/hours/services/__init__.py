"""The door of the hours slice: calendars, the permitted window, and when somebody may be called."""

from ringback.core.hours.connected.times import Appointment, overlapping
from ringback.core.hours.public_holidays import holidays_of
from ringback.core.hours.rules import Answer, Reason, Told, ZoneAnswer, telling
from ringback.core.hours.services.book import Book, Permitted
from ringback.core.hours.services.busy import busy_times
from ringback.core.hours.services.calendar_servers import problem_words, server_of
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
from ringback.core.hours.services.connecting import (
    AccountValues,
    account_of,
    calendars_of,
    choose_calendars,
    connect,
    disconnect,
    forget_member,
    test_connection,
)
from ringback.core.hours.services.exceptions import add_exception, delete_exception
from ringback.core.hours.services.permits import asked, calendar_for, closes_at, permitted, zones_for
from ringback.core.hours.services.reading_calendars import (
    EVERY_SECONDS,
    Reading,
    accounts_to_read,
    note_failure,
    organisations_to_read,
    read_calendars,
    sweep_busy,
    when_reading_wanted,
    writes_to_calendars,
)
from ringback.core.hours.services.time_off import (
    TimeOffValues,
    give_back_time_off,
    take_time_off,
    time_off_of,
    zone_of_member,
)
from ringback.core.hours.services.window import Window, norm_window, reset_window, save_window, window_of
from ringback.core.hours.services.writing_calendars import Receiving, accounts_receiving, receiving, stop_writing
from ringback.core.hours.words import known_words, reason_words

__all__ = [
    "EVERY_SECONDS",
    "AccountValues",
    "Answer",
    "Appointment",
    "Book",
    "CalendarValues",
    "Permitted",
    "Reading",
    "Reason",
    "Receiving",
    "TimeOffValues",
    "Told",
    "Window",
    "ZoneAnswer",
    "account_of",
    "accounts_receiving",
    "accounts_to_read",
    "add_exception",
    "asked",
    "busy_times",
    "calendar_for",
    "calendar_of",
    "calendars_of",
    "check_zone",
    "choose_calendars",
    "closes_at",
    "connect",
    "delete_calendar",
    "delete_exception",
    "disconnect",
    "forget_calendar",
    "forget_member",
    "give_back_time_off",
    "holidays_of",
    "known_words",
    "norm_window",
    "note_failure",
    "organisations_to_read",
    "overlapping",
    "permitted",
    "problem_words",
    "read_calendars",
    "reason_words",
    "receiving",
    "require_calendar",
    "reset_window",
    "save_calendar",
    "save_window",
    "server_of",
    "stop_writing",
    "sweep_busy",
    "take_time_off",
    "telling",
    "test_connection",
    "time_off_of",
    "when_calendar_gone",
    "when_reading_wanted",
    "window_of",
    "writes_to_calendars",
    "zone_of_member",
    "zones_for",
]
