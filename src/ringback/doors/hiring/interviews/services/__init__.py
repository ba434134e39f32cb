"""The verbs of interviews: what the other parts of the door enter by."""

from ringback.doors.hiring.interviews.services.booking import (
    InterviewValues,
    book,
    call_off,
    choose,
    confirm,
    decline,
    mark,
    move,
    offer_times,
    times_for,
)
from ringback.doors.hiring.interviews.services.changes import when_changed
from ringback.doors.hiring.interviews.services.feeding import entry_of, feed, feed_url, renew_feed
from ringback.doors.hiring.interviews.services.finding import (
    OPEN,
    STANDING,
    by_link,
    ends_at,
    interview_of,
    interviewer_ids,
    interviews_of,
    link_to,
)
from ringback.doors.hiring.interviews.services.lacking import (
    Lack,
    LackingError,
    lacks_of,
    rain_words,
    said,
    tongue_of,
)
from ringback.doors.hiring.interviews.services.planning import CONFIRM, plan
from ringback.doors.hiring.interviews.services.rooms import add_room, remove_room, rooms_of
from ringback.doors.hiring.interviews.services.taking import BusyError, TakenError, free_times, wanted_for
from ringback.doors.hiring.interviews.services.telling import calendar_uid, invitation_of, remind, url_of, when_invited

__all__ = [
    "CONFIRM",
    "OPEN",
    "STANDING",
    "BusyError",
    "InterviewValues",
    "Lack",
    "LackingError",
    "TakenError",
    "add_room",
    "book",
    "by_link",
    "calendar_uid",
    "call_off",
    "choose",
    "confirm",
    "decline",
    "ends_at",
    "entry_of",
    "feed",
    "feed_url",
    "free_times",
    "interview_of",
    "interviewer_ids",
    "interviews_of",
    "invitation_of",
    "lacks_of",
    "link_to",
    "mark",
    "move",
    "offer_times",
    "plan",
    "rain_words",
    "remind",
    "remove_room",
    "renew_feed",
    "rooms_of",
    "said",
    "times_for",
    "tongue_of",
    "url_of",
    "wanted_for",
    "when_changed",
    "when_invited",
]
