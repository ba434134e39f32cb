"""What visitors agree to beside a callback: the words, by purpose and language, and the version that names them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from ringback.base.kit.errors import FieldError
from ringback.doors.website import rules

if TYPE_CHECKING:
    from ringback.doors.website.services.snapshots import SiteFacts

MESSAGE = "message"
OFFERS = "offers"
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
