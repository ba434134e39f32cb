"""Mail for addresses that belong to a door: it lands there and nowhere else, and leaves the mailbox."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ringback.base.database import blind
from ringback.base.kit import clock
from ringback.channels.messages.inbox.automatic import is_automatic
from ringback.channels.messages.inbox.parsing import File, Mail
from ringback.channels.messages.mail.answers import address_of, owner_of

USE = "mail brought elsewhere"


@dataclass(frozen=True, slots=True)
class Brought:
    """What is kept of such a mail. `fingerprint` is a keyed hash of its bytes; `files` are what came along, with the
    names and kinds that strangers gave them; `notes` say what was left out, for people.
    """

    from_address: str
    from_name: str
    subject: str
    text: str
    message_id: str
    references: tuple[str, ...]
    written_at: datetime | None
    arrived_at: datetime
    automatic: bool
    fingerprint: str
    files: tuple[File, ...] = ()
    notes: tuple[str, ...] = ()


# Writes rows only, in the transaction that takes the mail in. The number is the address's; one that is no longer there
# is for the taker to drop.
Taker = Callable[[int, Brought], None]

_takers: dict[str, Taker] = {}


def takes_mail(letter: str, taker: Taker) -> None:
    """Bring mail for the addresses under `letter` to `taker` alone; the same letter again takes its place."""
    _takers[letter] = taker


def mail_address(letter: str, number: int) -> str:
    """The address that brings mail to the taker of `letter`; "" where no mailbox is set up."""
    return address_of(letter, number)


def bring(mail: Mail, raw: bytes) -> bool:
    """Give the mail to the door that it was addressed to; whether there was one."""
    for letter, number in filter(None, map(owner_of, mail.to_addresses)):
        taker = _takers.get(letter)
        if taker is not None:
            taker(number, _brought(mail, raw))
            return True
    return False


def _brought(mail: Mail, raw: bytes) -> Brought:
    return Brought(
        from_address=mail.from_address,
        from_name=mail.from_name,
        subject=mail.subject,
        text=mail.text,
        message_id=mail.message_id,
        references=mail.references,
        written_at=mail.written_at,
        arrived_at=clock.now(),
        automatic=is_automatic(mail),
        fingerprint=blind.digest(raw.decode("latin-1"), USE),
        files=tuple(mail.files),
        notes=tuple(mail.notes),
    )
