"""The server behind a member's calendars, and what is wrong with it in words for people."""

from django.conf import settings
from django.utils.functional import Promise as Text
from django.utils.translation import gettext_lazy

from ringback.base.kit.errors import RingbackError
from ringback.base.outgoing.caldav.errors import AwayError, LoginError, MayNotError, NoCalDavError
from ringback.base.outgoing.caldav.server import Server
from ringback.core.hours.models import CalendarAccount

_WORDS: dict[str, tuple[Text, Text]] = {
    "login": (
        gettext_lazy("The server does not take this user and password."),
        gettext_lazy("Many servers want a password made for programs: look for “app password” in your account there."),
    ),
    "may_not": (
        gettext_lazy("The server knows you, and does not let you do this."),
        gettext_lazy("Choose another calendar, or ask whoever runs the server."),
    ),
    "none": (
        gettext_lazy("No calendar was found at this address."),
        gettext_lazy("Look for “CalDAV” in the help of your calendar; often the server's name is enough."),
    ),
    "away": (
        gettext_lazy("The server does not answer."),
        gettext_lazy("Check the address. If it is right, it is tried again by itself."),
    ),
    "strange": (
        gettext_lazy("The server said something that could not be read."),
        gettext_lazy("Check that the address is that of a calendar server."),
    ),
}
_CODES = ((LoginError, "login"), (MayNotError, "may_not"), (NoCalDavError, "none"), (AwayError, "away"))


def code_of(error: RingbackError) -> str:
    """The word for what went wrong, as `CalendarAccount.problem` has it."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), "strange")


def problem_words(code: str) -> tuple[str, str]:
    """What is wrong and what mends it, for people; both "" where nothing is."""
    problem, mend = _WORDS.get(code, ("", ""))
    return str(problem), str(mend)


def server_of(account: CalendarAccount) -> Server:
    """The member's sight of their server."""
    return Server(account.login, account.password, settings.OUTGOING_NETWORKS)
