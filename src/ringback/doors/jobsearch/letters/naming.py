"""What a letter must say, in words for its writer."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from ringback.doors.jobsearch.letters.rules import Field

NAMES = {
    Field.ADDRESSEE: _("whom it is to"),
    Field.THANKS: _("thanks"),
    Field.DATE: _("the day of the interview"),
    Field.POSITION: _("the post"),
    Field.STRENGTHS: _("your strengths"),
    Field.BENEFIT: _("what they would have of you"),
    Field.INTEREST: _("that you are interested"),
    Field.QUESTION: _("your question"),
    Field.SLOT: _("the time you propose"),
    Field.NAME: _("your name"),
    Field.PHONE: _("your phone number"),
}


def names_of_fields(fields: Iterable[Field]) -> str:
    """Several of them in one line."""
    return ", ".join(str(NAMES[field]) for field in fields)
