"""What `GET /w/<key>.js` sends: the site's configuration as data that cannot break out, then the widget."""

import gzip
import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import brotli
from starlette.responses import Response

from ringback.base.edge.problems import ProblemError
from ringback.doors.website import rules
from ringback.doors.website.services import SiteFacts

BUILT = Path(__file__).parent / "static" / "website" / "built"
MOST_KEPT = 200
_CACHED = "public, max-age=300"
_PAUSED = "/* This site's callbacks are paused. */\n"
# What ends a script element, starts a comment in one, or ends a line for an old parser.
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def safe_json(value: object) -> str:
    """`value` as JSON that is also safe JavaScript, inside a script element and out of it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return "".join(_ESCAPES.get(character, character) for character in text)


def config(site: SiteFacts, api: str) -> dict[str, Any]:
    """The widget's configuration for a site, as the public contract names its members."""
    look = site.appearance
    return {
        "key": site.key,
        "api": api,
        "language": site.language,
        "country": site.country,
        "title": look.get("title", ""),
        "text": look.get("text", ""),
        "button": look.get("button", ""),
        "colour": look.get("colour", ""),
        "position": look.get("position", "right"),
        "consent": {"text": site.consent_texts[site.consent_version], "version": site.consent_version},
        "seconds": rules.COUNTDOWN_SECONDS,
        "pow": site.proof_of_work,
        "organisation": site.organisation_name,
        "privacyUrl": site.privacy_url or None,
        "nameField": look.get("name_field", True),
        "phone": look.get("phone") or None,
    }


def script(site: SiteFacts, api: str, bundle: str) -> str:
    """The whole script of a site."""
    if site.paused:
        return _PAUSED
    entry = safe_json(config(site, api))
    return f"window.__ringback=window.__ringback||[];window.__ringback.push({entry});\n{bundle}"


def bundle_name(language: str, built: Path = BUILT) -> str:
    """The file of the widget with the texts of `language`; widget.js carries the fallback's."""
    name = f"widget.{language}.js"
    return name if language.isalpha() and (built / name).exists() else "widget.js"


@dataclass(frozen=True, slots=True)
class _Made:
    stamp: tuple[object, ...]
    bodies: dict[str, bytes]
    tag: str


class Scripts:
    """Compressed scripts, made once for each state of a site and of the bundle. Safe to call from any thread."""

    def __init__(self, api: str, built: Path = BUILT) -> None:
        self._api = api
        self._built = built
        self._made: OrderedDict[str, _Made] = OrderedDict()

    def _bundle(self, site: SiteFacts) -> Path:
        return self._built / bundle_name(site.language.partition("-")[0], self._built)

    def _stamp(self, site: SiteFacts) -> tuple[object, ...]:
        try:
            built = self._bundle(site).stat().st_mtime_ns
        except FileNotFoundError as error:
            raise ProblemError(503, "not-built", "The widget has not been built") from error
        return (built, site.paused, safe_json(config(site, self._api)))

    def ready(self, site: SiteFacts) -> bool:
        """Whether the script is at hand, so that answering costs nothing."""
        made = self._made.get(site.key)
        return made is not None and made.stamp == self._stamp(site)

    def response(self, site: SiteFacts, accepted: str) -> Response:
        """The script in the best encoding that `accepted` (an Accept-Encoding) names; compresses at most once."""
        stamp = self._stamp(site)
        made = self._made.get(site.key)
        if made is None or made.stamp != stamp:
            made = self._make(site, stamp)
        encoding = _best(accepted)
        headers = {
            "Cache-Control": _CACHED,
            "ETag": f'"{made.tag}-{encoding or "plain"}"',
            "Vary": "Accept-Encoding",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "Access-Control-Allow-Origin": "*",
        }
        if encoding:
            headers["Content-Encoding"] = encoding
        return Response(made.bodies[encoding], 200, headers, "text/javascript; charset=utf-8")

    def _make(self, site: SiteFacts, stamp: tuple[object, ...]) -> _Made:
        plain = script(site, self._api, self._bundle(site).read_text()).encode()
        bodies = {"": plain, "gzip": gzip.compress(plain, 9, mtime=0), "br": brotli.compress(plain)}
        made = _Made(stamp, bodies, sha256(plain).hexdigest()[:20])
        self._made[site.key] = made
        while len(self._made) > MOST_KEPT:
            self._made.popitem(last=False)
        return made


def _best(accepted: str) -> str:
    named = [part.partition(";") for part in accepted.lower().split(",")]
    wanted: Sequence[str] = [name.strip() for name, _, rest in named if rest.replace(" ", "") not in ("q=0", "q=0.0")]
    return "br" if "br" in wanted else "gzip" if "gzip" in wanted else ""
