"""The kinds of message an answer may be, each with texts that an organisation may make its own."""

from collections.abc import Mapping

from django.utils.functional import Promise as Text
from django.utils.translation import gettext_lazy as _

from ringback.channels.messages.services import Kind
from ringback.doors.allocation.answers.models import Answer

SAMPLES = {
    "name": "Mira Novak",
    "campaign": "The first 500",
    "until": "Thursday 10 December, 14:30 (CET)",
    "rank": "12",
    "note": "",
    "sum": "9f2c" * 16,
    "link": "https://desk.example/apply/answer/17.1790000000~c2lnbmVk/",
}


def kind(slug: str, title: str | Text, required: tuple[str, ...] = (), optional: tuple[str, ...] = ()) -> Kind:
    """A kind of mail to an applicant."""
    return Kind(
        f"allocation_{slug}",
        title,
        required=("campaign", *required),
        optional=("name", "link", *optional),
        links=frozenset({"link"}),
        samples=SAMPLES,
    )


KINDS: Mapping[str, Kind] = {
    Answer.Kind.PLACE: kind("place", _("Answer to an applicant: a place"), ("until",), ("note",)),
    Answer.Kind.WAITING: kind("waiting", _("Answer to an applicant: on the waiting list"), (), ("rank", "note")),
    Answer.Kind.NONE: kind("none", _("Answer to an applicant: no place"), (), ("note",)),
}
