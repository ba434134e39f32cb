"""How deeds are chained: hashes over canonical JSON. Plain Python, so that anybody can check an export."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any


@dataclass(frozen=True, slots=True)
class Link:
    """One deed as it is hashed. `at` is ISO 8601 in UTC with microseconds; `hash` is what is claimed."""

    number: int
    at: str
    who: str
    what: str
    entry: str
    commitment: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a chain holds. `first_broken`: the number of the first deed that does not, with `why` in a word."""

    ok: bool
    deeds: int
    erased: int = 0
    first_broken: int | None = None
    why: str = ""


def beginning(token: str) -> str:
    """What stands before the first deed of the campaign of that public token."""
    return _hash(["ringback record", token])


def commitment(salt: str, facts: str) -> str:
    """What binds a deed to `facts` (their JSON as it is kept) without telling them."""
    return _hash([salt, facts])


def link_hash(link: Link) -> str:
    """The hash of a deed: of all its columns but its own, in the order of `Link`."""
    return _hash([link.number, link.at, link.who, link.what, link.entry, link.commitment, link.previous])


def canonical(facts: Mapping[str, Any]) -> str:
    """Facts as the JSON that is kept: keys sorted, no spaces."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def checked(token: str, links: Iterable[tuple[Link, str, str]], end: tuple[int, str]) -> Verdict:
    """Walk a chain of (deed, salt, facts); both "" where they were erased. `end`: number and hash of the last deed."""
    previous, number, erased = beginning(token), 0, 0
    for link, salt, facts in links:
        number += 1
        if why := _wrong(link, salt, facts, number, previous):
            return Verdict(False, number, erased, link.number, why)
        erased += not salt
        previous = link.hash
    if end != (number, previous):
        return Verdict(False, number, erased, number + 1, "end")
    return Verdict(True, number, erased)


def _wrong(link: Link, salt: str, facts: str, number: int, previous: str) -> str:
    if link.number != number:
        return "number"
    if link.previous != previous:
        return "previous"
    if link.hash != link_hash(link):
        return "hash"
    return "facts" if (salt or facts) and commitment(salt, facts) != link.commitment else ""


def _hash(values: list[Any]) -> str:
    return sha256(json.dumps(values, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()
