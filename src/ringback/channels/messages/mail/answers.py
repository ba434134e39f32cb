"""The addresses that answers come to: one mailbox serves every organisation by what stands after the plus.

`answers+<message>@example.org` is where answers to one message go, and where it comes back to when it cannot be
delivered; `answers+o<organisation>-<proof>@example.org` is an organisation's own address. A door may have addresses
of its own under another letter than the o.
"""

import hmac
import re

from django.conf import settings

from ringback.base.database import blind

_USE = "inbox address"
_PROOF = 12
_MESSAGE = re.compile(r"[0-9a-f]{32}")
_OWNED = re.compile(r"([a-z])(\d{1,18})-([0-9a-f]{12})")
_ORGANISATION = "o"


def answers_to(public_id: str) -> str:
    """Where answers to the message go; "" where the installation has no such address."""
    return _with(public_id)


def organisation_address(organisation_id: int) -> str:
    """Where anybody may write to the organisation; "" where the installation has no such address."""
    return address_of(_ORGANISATION, organisation_id)


def address_of(letter: str, number: int) -> str:
    """The address of what goes by that number under a letter of its own; "" where the installation has none."""
    return _with(f"{letter}{number}-{_proofs(letter, number)[0]}")


def message_of(address: str) -> str | None:
    """The public id of the message that such an address belongs to."""
    token = _token(address)
    return token if _MESSAGE.fullmatch(token) else None


def organisation_of(address: str) -> int | None:
    """The organisation whose own address this is; None for one that we did not make."""
    letter, number = owner_of(address) or ("", 0)
    return number if letter == _ORGANISATION else None


def owner_of(address: str) -> tuple[str, int] | None:
    """The letter and the number that such an address stands for; None for one that we did not make."""
    found = _OWNED.fullmatch(_token(address))
    if found is None:
        return None
    letter, number, given = found.group(1), int(found.group(2)), found.group(3)
    made = any(hmac.compare_digest(given, proof) for proof in _proofs(letter, number))
    return (letter, number) if made else None


def _with(token: str) -> str:
    local, at, domain = settings.INBOX_ADDRESS.rpartition("@")
    return f"{local}+{token}@{domain}" if at else ""


def _token(address: str) -> str:
    """What stands after the plus of an address of ours; mail servers may have changed its case."""
    local, _at, domain = settings.INBOX_ADDRESS.lower().rpartition("@")
    given, _at, given_domain = address.lower().rpartition("@")
    begins = f"{local}+"
    return given.removeprefix(begins) if local and domain == given_domain and given.startswith(begins) else ""


def _proofs(letter: str, number: int) -> list[str]:
    """Hashes by every key at hand, so that an address outlives a change of keys."""
    named = str(number) if letter == _ORGANISATION else f"{letter}{number}"
    return [one[-_PROOF:] for one in blind.digests(named, _USE)]
