"""What candidates are sent about an interview, each message a promise of its own (MISSION H30, H35, H40)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ringback.base.kit import clock, phones
from ringback.channels.messages import services as messages
from ringback.channels.messages.services import CalendarPart, Kind, MessageOrder
from ringback.core.promises import services as promises
from ringback.doors.hiring.candidates.services import contact_of
from ringback.doors.hiring.interviews import invitations
from ringback.doors.hiring.interviews.invitations import CANCEL, REQUEST, Invitation
from ringback.doors.hiring.interviews.models import Interview
from ringback.doors.hiring.interviews.services import lacking
from ringback.doors.hiring.interviews.services.finding import concerned, link_to

DOOR = "hiring"
_SAMPLES = {
    "name": "Mira Novak",
    "time": "Thursday, 26 November, 14:30 (CET)",
    "address": "Hafenstr. 1, 20457 Hamburg, 2nd floor",
    "route": "U3 to Baumwall, then five minutes on foot",
    "contact": "Ida Berg, +49 40 123456",
    "job": "Shift lead",
    "duties": "Plans the shifts of twelve people, and stands in for those who are ill.",
    "pay": "2,800 – 3,400 EUR a month",
    "place": "Hamburg",
    "company": "Example GmbH",
    "website": "https://example.org",
    "link": "https://desk.example/interviews/1.1764000000~signature",
    "until": "Thursday, 26 November",
    "why": "",
    "rain": "",
}
_OTHERS = tuple(name for name in lacking.TEN if name != "time")
_LINKS = frozenset({"link", "website"})
BOTH = ("mail", "sms")
INVITED = Kind(
    "interview_invited",
    _("An interview: when, where and with whom"),
    required=(*lacking.TEN, "link"),
    optional=("name",),
    links=_LINKS,
    channels=BOTH,
    samples=_SAMPLES,
)
OFFERED = Kind(
    "interview_offered",
    _("An interview: times to choose from"),
    required=(*_OTHERS, "until", "link"),
    optional=("name",),
    links=_LINKS,
    samples=_SAMPLES,
)
REMINDED = Kind(
    "interview_reminded",
    _("An interview comes up"),
    required=("time", "address", "company", "contact", "link"),
    optional=("name", "route", "job", "rain"),
    links=frozenset({"link"}),
    channels=BOTH,
    samples=_SAMPLES,
)
CALLED_OFF = Kind(
    "interview_off",
    _("An interview is called off"),
    required=("time", "job", "company", "contact"),
    optional=("name", "why"),
    samples=_SAMPLES,
)
KINDS = (INVITED, OFFERED, REMINDED, CALLED_OFF)
_MOBILE = frozenset({"mobile", "fixed_or_mobile"})
_invited: dict[str, Callable[[Interview], None]] = {}


def url_of(interview: Interview) -> str:
    """The address of the candidate's page."""
    return settings.PUBLIC_URL + reverse("jobs:interview", args=[link_to(interview)])


def calendar_uid(uid: str) -> str:
    """The name of an interview in calendars, from its own `uid`."""
    return f"{uid}@{settings.PUBLIC_URL.partition('://')[2].partition('/')[0]}"


def when_invited(name: str, handler: Callable[[Interview], None]) -> None:
    """Let `handler` know of every invitation that is on its way, in the sending transaction; register once at start."""
    _invited[name] = handler


def offer(interview: Interview) -> None:
    """Ask the candidate to choose a time; in the caller's transaction. Raises LackingError."""
    lacking.check(interview, with_time=False)
    assert interview.choose_until_at is not None
    until = lacking.tongue_of(interview).day(interview.choose_until_at)
    _send(interview, OFFERED, f"offered {interview.pk}", {"until": until}, expires_at=interview.choose_until_at)
    _tell(interview)


def invite(interview: Interview) -> None:
    """Invite to the time it has, also to a new one; in the caller's transaction. Raises LackingError."""
    lacking.check(interview)
    key = f"invited {interview.pk} {interview.sequence}"
    part = CalendarPart(REQUEST, invitations.written(invitation_of(interview)))
    _send(interview, INVITED, key, expires_at=interview.starts_at, part=part)
    if _text(interview, INVITED, key) and not interview.texted:
        interview.texted = True
        interview.save(update_fields=["texted"])
    _tell(interview)


def _tell(interview: Interview) -> None:
    for handler in _invited.values():
        handler(interview)


def call_off(interview: Interview, why: str) -> None:
    """Tell the candidate that it is called off: it vanishes from their calendar. In the caller's transaction."""
    if not contact_of(interview.application).email or interview.starts_at is None:
        return
    part = CalendarPart(CANCEL, invitations.written(invitation_of(interview, cancelled=True)))
    key = f"called off {interview.pk} {interview.sequence}"
    _send(interview, CALLED_OFF, key, {"why": why}, part=part)


def remind(interview: Interview, before: timedelta) -> None:
    """Remind the candidate now; in the caller's transaction."""
    key = f"reminded {interview.pk} {interview.sequence} {int(before.total_seconds())}"
    if contact_of(interview.application).email:
        rain = {"rain": lacking.rain_words(interview)}
        _send(interview, REMINDED, key, rain, expires_at=interview.starts_at)
    _text(interview, REMINDED, key)


def notify(interview: Interview, what: str, member_ids: list[int] | None = None, **values: str) -> None:
    """Tell whom it concerns, or `member_ids`, of a change; once each `sequence`, kind and wished time."""
    starts_at = interview.starts_at.isoformat() if interview.starts_at else clock.now().isoformat()
    promises.notify(
        interview.organisation_id,
        concerned(interview) if member_ids is None else member_ids,
        what,
        {"starts_at": starts_at, "job": interview.application.opening.title, **values},
        url=reverse("hiring:interview", args=[interview.pk]),
        key=f"{what} {interview.pk} {interview.sequence}{values.get('wished_at', '')}",
        door=DOOR,
        person_id=interview.application.person_id,
    )


def invitation_of(interview: Interview, *, cancelled: bool = False) -> Invitation:
    """The interview as calendars read it, in the candidate's language."""
    assert interview.starts_at is not None
    contact, opening = contact_of(interview.application), interview.application.opening
    said, words = lacking.said(interview), lacking.tongue_of(interview).words
    text = "\n".join((said["route"], said["contact"], "" if cancelled else url_of(interview))).strip()
    return Invitation(
        uid=calendar_uid(interview.uid),
        sequence=interview.sequence,
        starts_at=interview.starts_at,
        minutes=interview.minutes,
        title=words["event"].format(job=opening.title, company=opening.company),
        place=said["address"],
        text=text,
        organizer=_organizer(interview),
        company=opening.company,
        attendee=contact.email,
        attendee_name=contact.name,
        made_at=clock.now(),
        cancelled=cancelled,
    )


def _organizer(interview: Interview) -> str:
    """Where a calendar sends the answer: our mailbox, else the contact person, else whoever the mail is from."""
    ours = messages.organisation_address(interview.organisation_id)
    return ours or interview.application.opening.contact_email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def _send(
    interview: Interview,
    kind: Kind,
    key: str,
    more: dict[str, str] | None = None,
    *,
    expires_at: datetime | None = None,
    part: CalendarPart | None = None,
) -> None:
    contact = contact_of(interview.application)
    messages.send(
        MessageOrder(
            interview.organisation_id,
            "mail",
            kind.slug,
            contact.email,
            person_id=interview.application.person_id,
            language=contact.language,
            values=_values(interview, more),
            expires_at=expires_at,
            key=f"{key} mail",
            door=DOOR,
            calendar_part=part,
        )
    )


def _text(interview: Interview, kind: Kind, key: str) -> bool:
    """The text message beside the mail, with a gateway, and to a mobile number alone (MISSION H35). Whether it goes."""
    contact = contact_of(interview.application)
    if not contact.phone or not messages.carries("sms") or phones.parse(contact.phone, "ZZ").kind not in _MOBILE:
        return False
    messages.send(
        MessageOrder(
            interview.organisation_id,
            "sms",
            kind.slug,
            contact.phone,
            person_id=interview.application.person_id,
            language=contact.language,
            values=_values(interview),
            expires_at=interview.starts_at,
            key=f"{key} sms",
            door=DOOR,
        )
    )
    return True


def _values(interview: Interview, more: dict[str, str] | None = None) -> dict[str, str]:
    name = contact_of(interview.application).name
    return {**lacking.said(interview), "name": name, "link": url_of(interview), **(more or {})}
