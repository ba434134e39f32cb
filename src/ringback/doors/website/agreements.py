"""What visitors agree to beside a callback: the words, by purpose and language, and the version that names them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ringback.base.kit.errors import FieldError
from ringback.core.people import services as people
from ringback.doors.website import rules

if TYPE_CHECKING:
    from ringback.base.kit.phones import Phone
    from ringback.core.people.models import Person
    from ringback.doors.website.services.snapshots import SiteFacts

MESSAGE = "message"
OFFERS = "offers"
OFFERS_SMS = "offers_sms"  # a purpose of its own: whoever agreed to mails did not to text messages
FALLBACK = "en"
_FILE = Path(__file__).with_name("agreements.toml")


@dataclass(frozen=True, slots=True)
class Agreement:
    """What stands beside a box, and the version that the page sends back."""

    text: str
    version: str


@lru_cache(maxsize=1)
def _shipped() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(_FILE.read_text())


def agreement(site: "SiteFacts", purpose: str, language: str) -> Agreement:
    """What a visitor who reads `language` agrees to for `purpose`: the site's own words, or those that ship."""
    own = site.writing.get(f"{purpose}_text", "") if language == site.language else ""
    return Agreement(own, rules.consent_version(own)) if own else shipped(site, purpose, language)


def shipped(site: "SiteFacts", purpose: str, language: str) -> Agreement:
    """The words that ship, with the organisation's name in them."""
    texts = _shipped()[purpose]
    text = texts.get(language.partition("-")[0], texts[FALLBACK]).format(organisation=site.organisation_name)
    return Agreement(text, rules.consent_version(text))


def agreed(site: "SiteFacts", purpose: str, version: str) -> Agreement:
    """What was agreed to, by the version that came from a page. Raises FieldError where no page of ours says so."""
    languages = {site.language, *site.languages, *_shipped()[purpose]}
    for one in (agreement(site, purpose, language) for language in sorted(languages)):
        if one.version == version:
            return one
    raise FieldError(
        "consent" if purpose == MESSAGE else purpose,
        "The text to agree to has changed.",
        "Reload the page and agree to the new one.",
    )


class Given(Protocol):
    """What a page sent with its boxes: the version of the words beside the first, and beside offers, "" if unticked."""

    @property
    def consent_version(self) -> str: ...
    @property
    def offers(self) -> str: ...
    @property
    def phone(self) -> "Phone | None": ...
    @property
    def address(self) -> str: ...
    @property
    def page(self) -> str: ...


def _agreed_to(site: "SiteFacts", given: Given) -> list[str]:
    """What the box for offers stands for: text messages too where a number was left and the words name them.

    Those that ship do; of its own words a site says so.
    """
    own = rules.consent_version(site.writing.get("offers_text", ""))
    named = given.offers != own or site.writing.get("offers_sms", False)
    return [OFFERS, OFFERS_SMS] if named and given.phone is not None and given.phone.e164 else [OFFERS]


def record(site: "SiteFacts", person: "Person", given: Given, purpose: str, text: str) -> None:
    """Put each box that was ticked on record with the very words that stood beside it: `text`, and those of offers."""
    ticked = [(purpose, text, given.consent_version)]
    if given.offers:
        words = agreed(site, OFFERS, given.offers).text
        ticked += [(one, words, given.offers) for one in _agreed_to(site, given)]
    for what, said, version in ticked:
        people.record_consent(person, purpose=what, text=said, version=version, address=given.address, page=given.page)
