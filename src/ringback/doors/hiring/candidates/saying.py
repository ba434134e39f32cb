"""What candidates read of an opening, in the languages openings are written in."""

from pathlib import Path

from ringback.base.kit.tongues import Tongue, Vocabulary
from ringback.doors.hiring.openings.models import Opening

VOCABULARY = Vocabulary(Path(__file__).parent / "languages")


def pay(spoken: Tongue, opening: Opening) -> str:
    """The pay range, as "2,800 – 3,400 EUR a month"; "" where nothing is said."""
    words = VOCABULARY.words(spoken.language)
    ends = [spoken.amount(end) for end in (opening.pay_from, opening.pay_to) if end is not None]
    if not ends:
        return ""
    if len(ends) == 1:
        ends = [words["pay_from" if opening.pay_to is None else "pay_to"].format(pay=ends[0])]
    period = words[f"per_{opening.pay_period}"]
    return f"{' – '.join(dict.fromkeys(ends))} {opening.currency} {period}"


def place(spoken: Tongue, opening: Opening) -> str:
    """Where the work is done; "" where nobody has said."""
    words = VOCABULARY.words(spoken.language)
    home = "" if opening.remote == Opening.Remote.NO else words[f"remote_{opening.remote}"]
    return ", ".join(part for part in (opening.place, home) if part)
