"""Links that open one row's page without an account: good for that row alone, for a while, by its own secret."""

from datetime import datetime

from django.core.signing import BadSignature, Signer

MOST_CHARACTERS = 120
_MOST_DIGITS = 18


class SignedLinks:
    """`use` is what they open: a link for one use is none for another.

    The secret is a column of the row. Whoever was erased gets a new one, so that old links are dead.
    """

    def __init__(self, use: str) -> None:
        self._use = use

    def write(self, number: int, secret: str, expires_at: datetime) -> str:
        """What stands in the address, for the row of that `number`."""
        return self._signer(secret).sign(f"{number}.{int(expires_at.timestamp())}")

    def number_in(self, link: str) -> int | None:
        """The row that `link` speaks of, not believed yet; None for what has not the shape of a link."""
        number = link.partition(".")[0]
        shaped = len(link) <= MOST_CHARACTERS and number.isascii() and number.isdecimal()
        return int(number) if shaped and len(number) <= _MOST_DIGITS else None

    def is_good(self, link: str, secret: str, now: datetime) -> bool:
        """Whether we wrote it for the row with this `secret`, and it has not expired."""
        try:
            expires = self._signer(secret).unsign(link).partition(".")[2]
        except BadSignature:
            return False
        return now.timestamp() < int(expires)

    def _signer(self, secret: str) -> Signer:
        return Signer(salt=f"{self._use} {secret}", sep="~")
