"""Interviews as calendars read them (iCalendar, iTIP): what is asked for, called off, or merely told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, vCalAddress, vText

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
_MAKER = "-//Ringback//Interviews//EN"


@dataclass(frozen=True, slots=True)
class Invitation:
    """One interview for calendars. `uid` stays the same all its life, `sequence` rises with every change (H40).

    `organizer` is the address that answers go to, "" where nobody is asked. `made_at` is when this was written.
    """

    uid: str
    sequence: int
    starts_at: datetime
    minutes: int
    title: str
    place: str
    text: str
    organizer: str
    company: str
    attendee: str
    attendee_name: str
    made_at: datetime
    cancelled: bool = False


def written(invitation: Invitation) -> str:
    """The calendar object that goes with a mail: REQUEST, or CANCEL where it is called off."""
    calendar = _calendar(CANCEL if invitation.cancelled else REQUEST)
    event = _event(invitation)
    attendee = vCalAddress(f"mailto:{invitation.attendee}")
    attendee.params["CN"] = vText(invitation.attendee_name or invitation.attendee)
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
    attendee.params["RSVP"] = vText("TRUE")
    event.add("attendee", attendee, encode=False)
    calendar.add_component(event)
    return str(calendar.to_ical().decode())


def published(invitations: Iterable[Invitation], name: str) -> str:
    """A calendar that is only read: many interviews, without anybody being asked."""
    calendar = _calendar(PUBLISH)
    calendar.add("x-wr-calname", name)
    for invitation in invitations:
        calendar.add_component(_event(invitation))
    return str(calendar.to_ical().decode())


def stored(invitation: Invitation) -> str:
    """An entry of somebody's own calendar (RFC 4791, 4.1): nobody is asked, so that their server writes to nobody."""
    calendar = _calendar("")
    calendar.add_component(_event(invitation))
    return str(calendar.to_ical().decode())


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", _MAKER)
    calendar.add("version", "2.0")
    if method:
        calendar.add("method", method)
    return calendar


def _event(invitation: Invitation) -> Event:
    event = Event()
    begins = invitation.starts_at.astimezone(UTC)
    event.add("uid", invitation.uid)
    event.add("sequence", invitation.sequence)
    event.add("dtstamp", invitation.made_at.astimezone(UTC))
    event.add("dtstart", begins)
    event.add("dtend", begins + timedelta(minutes=invitation.minutes))
    event.add("summary", invitation.title)
    event.add("location", invitation.place)
    event.add("description", invitation.text)
    event.add("status", "CANCELLED" if invitation.cancelled else "CONFIRMED")
    if not invitation.organizer:
        return event
    organizer = vCalAddress(f"mailto:{invitation.organizer}")
    organizer.params["CN"] = vText(invitation.company)
    event.add("organizer", organizer, encode=False)
    return event
