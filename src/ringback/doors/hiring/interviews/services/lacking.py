"""The ten things that an interview's mail must say: what they are, and which of them are missing (MISSION H30)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise as Text
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ringback.base.kit.errors import ConflictError
from ringback.base.kit.tongues import Tongue
from ringback.doors.hiring.candidates.saying import pay, place
from ringback.doors.hiring.candidates.services import contact_of
from ringback.doors.hiring.interviews import rules, saying
from ringback.doors.hiring.interviews.models import Interview

TEN = ("time", "address", "route", "contact", "job", "duties", "pay", "place", "company", "website")
_CALLED: Mapping[str, str | Text] = {
    "time": gettext_lazy("the time"),
    "address": gettext_lazy("the address"),
    "route": gettext_lazy("the way there"),
    "contact": gettext_lazy("the contact person"),
    "job": gettext_lazy("the job title"),
    "duties": gettext_lazy("the duties"),
    "pay": gettext_lazy("the pay range"),
    "place": gettext_lazy("the place of work"),
    "company": gettext_lazy("the company"),
    "website": gettext_lazy("the web site"),
    "email": gettext_lazy("the candidate's e-mail address"),
}
# Where each is mended on the page of the opening.
_FIELDS = {
    "address": "interview_address",
    "contact": "contact_name",
    "job": "title",
    "pay": "pay_from",
}


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing, what people call it, and the page that mends it."""

    field: str
    label: str | Text
    url: str


class LackingError(ConflictError):
    """The mail would not say all it must: `lacks` names what is missing. Nothing was written and nothing sent."""

    def __init__(self, lacks: list[Lack]) -> None:
        listed = ", ".join(str(lack.label) for lack in lacks)
        super().__init__(_("The invitation is not sent, since this is missing: %(listed)s.") % {"listed": listed})
        self.lacks = lacks


def tongue_of(interview: Interview) -> Tongue:
    """The candidate's language; the clock of the place, or their own where they need not come."""
    contact, opening = contact_of(interview.application), interview.application.opening
    zone = contact.zone if interview.online_url else opening.zone
    return saying.VOCABULARY.tongue(zone or opening.zone, contact.language, opening.language)


def said(interview: Interview) -> dict[str, str]:
    """The ten things as this candidate reads them; "" for what nobody has said."""
    opening, spoken = interview.application.opening, tongue_of(interview)
    contact = (opening.contact_name, opening.contact_phone, opening.contact_email)
    online = interview.online_url
    return {
        "time": spoken.moment(interview.starts_at) if interview.starts_at else "",
        "address": online or interview.address or opening.interview_address,
        "route": interview.route or (spoken.words["online_route"] if online else opening.route),
        "contact": ", ".join(part for part in contact if part) if opening.contact_name else "",
        "job": opening.title,
        "duties": opening.duties,
        "pay": pay(spoken, opening),
        "place": place(spoken, opening),
        "company": opening.company,
        "website": opening.website,
    }


def rain_words(interview: Interview) -> str:
    """The warning of heavy rain for this candidate (MISSION H29); "" where none is forecast."""
    if interview.online_url or (interview.rain_mm or 0) < rules.HEAVY_RAIN_MM:
        return ""
    return tongue_of(interview).words["rain"].format(place=interview.application.opening.place)


def lacks_of(interview: Interview, *, with_time: bool = True) -> list[Lack]:
    """Everything that is missing before the mail may go; without a time where that is still to be chosen."""
    values = said(interview)
    missing = [name for name in TEN if not values[name].strip() and (with_time or name != "time")]
    lacks = [_lack(interview, name) for name in missing]
    if not contact_of(interview.application).email:
        url = reverse("hiring:application", args=[interview.application_id])
        lacks.append(Lack("email", _CALLED["email"], url))
    return lacks


def check(interview: Interview, *, with_time: bool = True) -> None:
    """Raise LackingError unless the mail can say all it must."""
    if lacks := lacks_of(interview, with_time=with_time):
        raise LackingError(lacks)


def _lack(interview: Interview, name: str) -> Lack:
    field = _FIELDS.get(name, name)
    opening_id = interview.application.opening_id
    return Lack(name, _CALLED[name], f"{reverse('hiring:opening', args=[opening_id])}#id_{field}")
