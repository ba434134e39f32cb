"""Looking at a site's page for our tag, as a browser would be sent it; and the plugin made for one site."""

from dataclasses import dataclass
from urllib.parse import urljoin

from django.conf import settings
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.base.edge.limits import SlidingLimit
from ringback.base.kit.errors import FieldError
from ringback.base.kit.origins import origin_of
from ringback.base.outgoing import urls
from ringback.base.outgoing.asking import Answer, Call, ask
from ringback.base.outgoing.errors import AskingError, BarredError, UnreachableError
from ringback.doors.website.installing import plugin, rules
from ringback.doors.website.installing.rules import Finding, Page
from ringback.doors.website.services import site_of

MOST_HOPS = 4
MOST_BYTES = 2_000_000
SECONDS = 10.0
MOST_LOOKS_HOUR = 30
_MOVED = frozenset({301, 302, 303, 307, 308})

_looks = SlidingLimit(3600)


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at a page gave: where it ended up, what was found there; or the `trouble` that kept us from it."""

    url: str
    findings: tuple[Finding, ...] = ()
    trouble: str = ""

    @property
    def live(self) -> bool:
        """Whether the tag is there and nothing in the page keeps it from working."""
        return self.findings in ((Finding.LIVE,), (Finding.LIVE, Finding.TWICE))


def look(actor: Actor, site_id: int, url: str) -> Look:
    """Fetch `url`, a page of the site, and say whether its tag is there (MISSION W1).

    At most `MOST_HOPS` requests of `SECONDS` each, and `MOST_LOOKS_HOUR` looks an hour. Raises FieldError.
    """
    site = site_of(actor, site_id)
    if origin_of(url) not in site.origins:
        mend = _("Give a page of one of them, or add this one to the site first.")
        raise FieldError("url", _("This page is not on the site's web addresses."), mend)
    if _looks.take(site_id, MOST_LOOKS_HOUR) is not None:
        raise FieldError("url", _("We have looked often enough for an hour."), _("Please try again later."))
    try:
        page = _fetched(urls.checked(url, settings.OUTGOING_NETWORKS))
    except _NotAPageError as error:
        return Look(error.url, trouble=error.words)
    return Look(page.url, tuple(rules.judge(page, settings.PUBLIC_URL, site.key)))


def plugin_of(actor: Actor, site_id: int) -> bytes:
    """The WordPress plugin as a zip that knows the site already."""
    return plugin.zipped(settings.PUBLIC_URL, site_of(actor, site_id).key)


class _NotAPageError(Exception):
    def __init__(self, url: str, words: str) -> None:
        super().__init__(words)
        self.url, self.words = url, words


def _fetched(url: str) -> Page:
    """The page that `url` leads to; each address on the way is judged anew."""
    for _hop in range(MOST_HOPS):
        answer = _asked(url)
        target = answer.headers.get("location", "")
        if answer.status not in _MOVED or not target:
            return _page(url, answer)
        try:
            url = urls.checked(urljoin(url, target), settings.OUTGOING_NETWORKS)
        except (FieldError, ValueError) as error:
            raise _NotAPageError(url, _("It leads on to an address that we do not ask.")) from error
    raise _NotAPageError(url, _("It leads on from address to address without an end."))


def _asked(url: str) -> Answer:
    call = Call(url, method="GET", headers={"Accept": "text/html"})
    try:
        return ask(call, settings.OUTGOING_NETWORKS, seconds=SECONDS, most_bytes=MOST_BYTES)
    except BarredError as error:
        raise _NotAPageError(url, _("It is not on the public internet, so we do not ask for it.")) from error
    except UnreachableError as error:
        raise _NotAPageError(url, _("Its server cannot be reached from here.")) from error
    except AskingError as error:
        raise _NotAPageError(url, _("Its server did not answer in time.")) from error


def _page(url: str, answer: Answer) -> Page:
    if not answer.fine:
        raise _NotAPageError(url, _("Its server answers with the error %(status)s.") % {"status": answer.status})
    kind = answer.headers.get("content-type", "").lower()
    if kind and "html" not in kind:
        raise _NotAPageError(url, _("It is not a page, but %(kind)s.") % {"kind": kind.partition(";")[0][:60]})
    return Page(url, answer.headers, answer.body.decode(errors="replace"))
