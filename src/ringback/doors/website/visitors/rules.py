"""Where a page view came from, and which page it was: pure decisions over what a browser said."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from ringback.base.kit.origins import origin_of

# MISSION W10: what an entry can be. "direct" is also everything whose page did not say where it came from.
# "unknown" is a visit that was begun before its visitor agreed to be recognised: nothing tied its pages together.
CLASSES = ("search", "social", "mail", "ads", "referral", "direct", "unknown")

SEARCH: Mapping[str, str] = {
    "google": "q",
    "bing": "q",
    "yandex": "text",
    "duckduckgo": "q",
    "yahoo": "p",
    "baidu": "wd",
    "ecosia": "q",
    "qwant": "q",
    "startpage": "query",
    "naver": "query",
    "seznam": "q",
    "sogou": "query",
    "rambler": "query",
    "go.mail.ru": "q",
    "search.brave.com": "q",
    "kagi": "q",
    "perplexity": "q",
}
SOCIAL = (
    "facebook",
    "instagram",
    "vk",
    "ok",
    "t.me",
    "telegram",
    "twitter",
    "x.com",
    "t.co",
    "linkedin",
    "lnkd.in",
    "youtube",
    "youtu.be",
    "tiktok",
    "pinterest",
    "reddit",
    "threads",
    "weibo",
    "xing",
    "mastodon.social",
    "whatsapp",
)
MAIL = ("mail.google.com", "outlook.live.com", "outlook.office.com", "mail.yahoo.com", "e.mail.ru", "mail.yandex.ru")
# Click ids by the advertiser's name; those of "social" stand on every link out of the network, paid or not.
CLICKS: Mapping[str, tuple[str, str]] = {
    "gclid": ("ads", "google"),
    "gbraid": ("ads", "google"),
    "wbraid": ("ads", "google"),
    "dclid": ("ads", "google"),
    "yclid": ("ads", "yandex"),
    "msclkid": ("ads", "bing"),
    "ttclid": ("ads", "tiktok"),
    "twclid": ("ads", "twitter"),
    "li_fat_id": ("ads", "linkedin"),
    "fbclid": ("social", "facebook"),
    "igshid": ("social", "instagram"),
}
_PAID = frozenset({"cpc", "ppc", "cpm", "cpa", "paid", "ads", "ad", "display", "banner", "retargeting", "remarketing"})
_BY_MEDIUM = {
    "email": "mail",
    "e-mail": "mail",
    "mail": "mail",
    "newsletter": "mail",
    "social": "social",
    "smm": "social",
    "organic": "search",
    "referral": "referral",
}
_UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term")
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_NAMES_SOMEBODY = re.compile(r"[^/]*(?:@|%40)[^/]*|(?=[^/]*\d)(?:[0-9a-fA-F-]{16,}|[\w-]{32,})(?=/|$)", re.ASCII)


class Entry(NamedTuple):
    """Where an entry came from, as `words.source` takes it."""

    kind: str
    label: str = ""
    medium: str = ""
    campaign: str = ""
    content: str = ""
    query: str = ""
    click: str = ""


class Seen(NamedTuple):
    """A page view read: the page's path, and where it came from; `entry` None: from within the site."""

    path: str
    entry: Entry | None


UNKNOWN = Entry("unknown")


@lru_cache(maxsize=8192)
def seen(page: str, referrer: str, origins: frozenset[str]) -> Seen | None:
    """What a page's address and its referrer say; None when the page is none of the site's."""
    try:
        parts = urlsplit(page)
    except ValueError:
        return None
    if _origin(parts.scheme, parts.netloc) not in origins:
        return None
    return Seen(path_of(parts.path), None if _inside(referrer, origins) else entry_of(parts.query, referrer))


def _inside(referrer: str, origins: frozenset[str]) -> bool:
    try:
        parts = urlsplit(referrer)
    except ValueError:
        return False
    return _origin(parts.scheme, parts.netloc) in origins


@lru_cache(maxsize=8192)
def _origin(scheme: str, host: str) -> str | None:
    return origin_of(f"{scheme}://{host}")


def path_of(path: str) -> str:
    """A path as it is kept: what could name somebody (an address, a long number or token) is a star."""
    return line(_NAMES_SOMEBODY.sub("*", path), 300) or "/"


def entry_of(query: str, referrer: str) -> Entry:
    """Where an entry came from, by the query of its page's address and by the referrer."""
    given = _given(query)
    source, medium, campaign, content, term = (line(given.get(name, ""), 120) for name in _UTM)
    click = next((name for name in CLICKS if given.get(name)), "")
    host, searched = _referred(referrer)
    kind, name = _kind(source.lower(), medium.lower(), click, host)
    return Entry(kind, name, medium[:60], campaign, content, line(searched or term, 200), click)


def _kind(source: str, medium: str, click: str, host: str) -> tuple[str, str]:
    """The class and the name: a paid click first, then what the campaign says of itself, then the referrer."""
    by_host, known = _by_host(host)
    clicked, advertiser = CLICKS.get(click, ("", ""))
    name = source or known or advertiser
    if clicked == "ads" or medium in _PAID or medium.startswith("paid"):
        return "ads", name
    if medium in _BY_MEDIUM:
        return _BY_MEDIUM[medium], name
    if source == "newsletter":
        return "mail", name
    if clicked and not host:
        return clicked, name
    if not host and source:
        by_source, _known = _by_host(source)
        return by_source, name
    return by_host, name


def _by_host(host: str) -> tuple[str, str]:
    if not host:
        return "direct", ""
    if host in MAIL:
        return "mail", host
    labels = host.split(".")
    for known in SEARCH:
        if known == host or known in labels[:-1] or known == labels[0]:
            return "search", known
    for known in SOCIAL:
        if host == known or host.endswith(f".{known}") or ("." not in known and known in (labels[0], labels[-2:][0])):
            return "social", known
    return "referral", host


def _referred(referrer: str) -> tuple[str, str]:
    """The referrer's host without www, and what was searched for there."""
    try:
        parts = urlsplit(referrer)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return "", ""
    kind, name = _by_host(host)
    searched = _given(parts.query).get(SEARCH[name], "") if kind == "search" else ""
    return line(host, 120), searched


def _given(query: str) -> Mapping[str, str]:
    try:
        return dict(parse_qsl(query[:2000], max_num_fields=60))
    except ValueError:
        return {}


def line(text: str, most: int) -> str:
    """`text` as one visible line of at most so many characters."""
    return " ".join(_INVISIBLE.sub(" ", text).split())[:most]
