"""The kinds of message an answer may be, each with texts an organisation may make its own."""

from collections.abc import Mapping

from django.utils.functional import Promise as Text
from django.utils.translation import gettext_lazy as _

from ringback.channels.messages.services import Kind
from ringback.doors.hiring.answers.models import Answer

_SAMPLES = {
    "name": "Mira Novak",
    "post": "Bookkeeper",
    "merits": "five years with DATEV in a firm like ours",
    "treated": "How did we treat you? One minute, and nobody sees whose answer it is:",
    "link": "https://desk.example/jobs/answer/17.1790000000~c2lnbmVk/",
}


def _kind(slug: str, title: str | Text) -> Kind:
    return Kind(
        f"answer_{slug}",
        title,
        required=("post",),
        optional=("name", "merits", "treated", "link"),
        links=frozenset({"link"}),
        channels=("mail", "sms"),
        samples=_SAMPLES,
    )


KINDS: Mapping[str, Kind] = {
    Answer.Kind.ANOTHER: _kind("another", _("Answer to a candidate: another was chosen")),
    Answer.Kind.INTERNAL: _kind("internal", _("Answer to a candidate: somebody of the house was chosen")),
    Answer.Kind.KEPT: _kind("kept", _("Answer to a candidate: kept in mind")),
    Answer.Kind.RUNNER_UP: _kind("runner_up", _("Answer to the runner-up")),
}
