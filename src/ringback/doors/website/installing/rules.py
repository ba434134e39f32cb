"""What a page's source says about our tag: there, there wrongly or not, and what keeps it from working (pure)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

_TAG_PATH = re.compile(r"/w/([A-Za-z0-9_-]{1,40})\.js")
# What stands in these is text to a browser, or never comes alive.
_INERT = frozenset({"textarea", "title", "noscript", "template", "iframe", "xmp", "noembed"})
_TAG_MANAGER = "www.googletagmanager.com"


class Finding(StrEnum):
    """What can be found. All but LIVE are in the way of it, or may be."""

    LIVE = "live"
    OTHER_SITE = "other_site"
    OTHER_SERVER = "other_server"
    COMMENTED = "commented"
    NOT_FOUND = "not_found"
    TAG_MANAGER = "tag_manager"
    SCRIPTS_BARRED = "scripts_barred"
    REQUESTS_BARRED = "requests_barred"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it came: where it ended up, its headers with lower-case names, its source."""

    url: str
    headers: Mapping[str, str]
    source: str


class _Seen(HTMLParser):
    """Collects what matters of a page; reads any page, however broken."""

    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self.scripts: list[tuple[str, bool]] = []  # address, and whether it carries a nonce
        self.comments: list[str] = []
        self.policies: list[str] = []
        self._base = base

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "script" and values.get("src"):
            self.scripts.append((_joined(self._base, values["src"]), bool(values.get("nonce"))))
        elif tag == "meta" and values.get("http-equiv", "").lower() == "content-security-policy":
            self.policies.append(values.get("content", ""))
        if tag in _INERT:
            self.set_cdata_mode(tag)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


@dataclass(frozen=True, slots=True)
class _Tag:
    host: str
    key: str
    nonced: bool


def judge(page: Page, public_url: str, key: str) -> list[Finding]:
    """What `page` says of the tag of the site `key` that is served from `public_url`, the verdict first.

    LIVE, followed by what keeps it from working; or why it is not, the likeliest reason first.
    """
    seen = _Seen(page.url)
    seen.feed(page.source)
    seen.close()
    tags = [
        _Tag(_host(address), found[1], nonced)
        for address, nonced in seen.scripts
        if (found := _TAG_PATH.fullmatch(urlsplit(address).path))
    ]
    right = [tag for tag in tags if (tag.host, tag.key) == (_host(public_url), key)]
    if not right:
        return list(_missing(page, tags, seen.comments, _host(public_url), key)) or [Finding.NOT_FOUND]
    policies = [_directives(policy) for policy in [*seen.policies, *_sent(page)]]
    barred = _barred(policies, page.url, public_url, nonced=right[0].nonced)
    return [Finding.LIVE, *barred, *([Finding.TWICE] if len(right) > 1 else [])]


def _missing(page: Page, tags: list[_Tag], comments: list[str], ours: str, key: str) -> Iterable[Finding]:
    if any(tag.host == ours for tag in tags):
        yield Finding.OTHER_SITE
    if any(tag.host != ours and tag.key == key for tag in tags):
        yield Finding.OTHER_SERVER
    if any(f"/w/{key}.js" in comment for comment in comments):
        yield Finding.COMMENTED
    if _TAG_MANAGER in page.source:
        yield Finding.TAG_MANAGER


def _sent(page: Page) -> list[str]:
    sent = page.headers.get("content-security-policy", "")
    return [policy for policy in sent.split(",") if policy.strip()]


def _barred(policies: list[dict[str, list[str]]], page_url: str, public_url: str, *, nonced: bool) -> Iterable[Finding]:
    """A page may have several policies, and every one of them must let us through."""
    scripts, requests = ("script-src-elem", "script-src"), ("connect-src",)
    if not all(_lets(policy, scripts, page_url, public_url, nonced) for policy in policies):
        yield Finding.SCRIPTS_BARRED
    if not all(_lets(policy, requests, page_url, public_url, False) for policy in policies):
        yield Finding.REQUESTS_BARRED


def _directives(policy: str) -> dict[str, list[str]]:
    """The policy by directive; of one that is named twice the first counts, as browsers have it."""
    found: dict[str, list[str]] = {}
    for part in policy.split(";"):
        name, *sources = part.split() or [""]
        found.setdefault(name.lower(), sources)
    return found


def _lets(policy: Mapping[str, list[str]], names: Iterable[str], page_url: str, public_url: str, nonced: bool) -> bool:
    """Whether a policy lets us through; what it does not speak of it lets through."""
    for name in (*names, "default-src"):
        if name in policy:
            sources = policy[name]
            if nonced and any(source.lower().startswith("'nonce-") for source in sources):
                return True
            return "'strict-dynamic'" not in sources and any(_covers(one, page_url, public_url) for one in sources)
    return True


def _covers(source: str, page_url: str, public_url: str) -> bool:
    """Whether a source of a policy covers our address; keywords but 'self' never do."""
    ours = urlsplit(public_url)
    if source == "*" or source.lower() == f"{ours.scheme}:":
        return True
    if source.startswith("'"):
        return source.lower() == "'self'" and _host(page_url) == _host(public_url)
    try:
        named = urlsplit(source if "//" in source else f"//{source}")
        port = named.port
    except ValueError:
        return source.endswith(":*") and _covers(source[:-2], page_url, public_url)
    # A policy that names http lets https through as well.
    if named.scheme not in ("", "http", ours.scheme):
        return False
    host, ours_host = named.hostname or "", ours.hostname or ""
    fits = ours_host.endswith(host[1:]) if host.startswith("*.") else host == ours_host
    return fits and (port is None or port == _port(ours.port, ours.scheme))


def _port(port: int | None, scheme: str) -> int:
    return port or (443 if scheme == "https" else 80)


def _host(url: str) -> str:
    """Host and port of an address, in one form."""
    parts = urlsplit(url)
    try:
        return f"{parts.hostname}:{_port(parts.port, parts.scheme)}"
    except ValueError:
        return ""


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return ""
