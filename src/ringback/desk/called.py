"""What somebody is called in one line: name and number, each in its own direction."""

import unicodedata

_RIGHT_TO_LEFT = ("R", "AL")


def beside(name: str, number: str) -> str:
    """ "Mira, +49 30 123"; either may be empty.

    Beside a name that is written from right to left a number would be turned around: both are isolated there.
    """
    if name and number and any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in name):
        return f"\u2068{name}\u2069, \u2066{number}\u2069"
    return ", ".join(filter(None, [name, number]))
