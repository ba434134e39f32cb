"""Who wrote a mail that a seeker forwarded, and to whom in their book that belongs; pure."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"'|]{1,64}@[\w.-]{1,190}\.[^\W\d_][\w-]{1,62}")
# How programs head the mail that they forward, in six languages. Within one line: where a mark might run over many,
# a mail of nothing but marks keeps a reader busy for half a minute.
_FROM = re.compile(
    r"^[ \t>*_]*(?:from|von|от|от кого|de|发件人|寄件人|من)[*_ ]{0,3}[:：](.{0,300})$", re.IGNORECASE | re.MULTILINE
)
_PREFIX = re.compile(r"^(?:(?:fwd?|wg|re|aw|rv|пересл|转发|إعادة توجيه)\s*[:：]\s*)+", re.IGNORECASE)
_MOST_TEXT = 20_000
# Where everybody may have an address, it says nothing of an employer.
_EVERYBODYS = frozenset(
    {
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "yahoo.com",
        "icloud.com",
        "me.com",
        "gmx.de",
        "gmx.net",
        "web.de",
        "t-online.de",
        "mail.ru",
        "yandex.ru",
        "bk.ru",
        "inbox.ru",
        "list.ru",
        "qq.com",
        "163.com",
        "126.com",
        "aol.com",
        "proton.me",
        "protonmail.com",
        "posteo.de",
        "mailbox.org",
    }
)


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who can be written to at an employer: their address, and web sites count by their domain."""

    employer_id: int
    contact_id: int | None
    address: str


def origin(from_address: str, text: str, own: Collection[str]) -> str:
    """The address a mail came from in the first place: its sender's, or, where the seeker forwarded it by hand, the one
    that heads what they forwarded, else the first in it that is not theirs; "" where there is none."""
    mine = {address.casefold() for address in own if address}
    if from_address.casefold() not in mine:
        return from_address
    plain = text[:_MOST_TEXT]
    for heading in _FROM.finditer(plain):
        if found := _first(heading.group(1), mine):
            return found
    return _first(plain, mine)


def subject_of(subject: str) -> str:
    """The subject without what forwarding put before it."""
    return _PREFIX.sub("", subject).strip() or subject


def belongs_to(address: str, book: Iterable[Known]) -> Known | None:
    """Whose address it is: a contact's own, else an employer's who alone has that domain; None for nobody's."""
    wanted = address.casefold()
    known = [Known(one.employer_id, one.contact_id, one.address.casefold()) for one in book if one.address]
    for one in known:
        if one.address == wanted:
            return one
    domain = domain_of(wanted)
    if not domain or domain in _EVERYBODYS:
        return None
    there = {one.employer_id for one in known if _same_house(domain, domain_of(one.address))}
    return Known(there.pop(), None, address) if len(there) == 1 else None


def domain_of(text: str) -> str:
    """The domain of an address or of a web site."""
    host = text.casefold().rpartition("@")[2] if "@" in text else re.sub(r"^\w+://", "", text.casefold())
    return re.split(r"[/:?#]", host, maxsplit=1)[0].removeprefix("www.")


def chosen(candidacies: Mapping[int, tuple[bool, float]]) -> int | None:
    """Of one employer's candidacies, by (ended, since when), the one that mail is about: the newest that is open."""
    return max(candidacies, key=lambda key: (not candidacies[key][0], candidacies[key][1]), default=None)


def _same_house(one: str, other: str) -> bool:
    return bool(other) and (one == other or one.endswith(f".{other}") or other.endswith(f".{one}"))


def _first(text: str, mine: Collection[str]) -> str:
    found = (address.strip(".").casefold() for address in _ADDRESS.findall(text))
    return next((address for address in found if address not in mine), "")
