"""What `GET /w/<key>.js` sends: the site's configuration as data that cannot break out, then the beacon."""

import gzip
import json
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import brotli
from starlette.responses import Response

from ringback.base.edge.problems import ProblemError
from ringback.doors.website import agreements, colours, rules
from ringback.doors.website.built import FOLDER, RIGHT_TO_LEFT, Built, Bundle, built
from ringback.doors.website.services import SiteFacts
from ringback.doors.website.talking import services as talking

MOST_KEPT = 200
_CACHED = "public, max-age=300"
_FOREVER = "public, max-age=31536000, immutable"
_PAUSED = "/* This site's callbacks are paused. */\n"
# What ends a script element, starts a comment in one, or ends a line for an old parser.
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def safe_json(value: object) -> str:
    """`value` as JSON that is also safe JavaScript, inside a script element and out of it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return "".join(_ESCAPES.get(character, character) for character in text)


def config(site: SiteFacts, api: str, made: Built) -> dict[str, Any]:
    """The widget's configuration for a site, as widget/src/config.ts names its members."""
    look, faces = site.appearance, site.faces
    return {
        "key": site.key,
        "api": api,
        **words(site, site.language, api, made),
        "languages": _languages(site, api, made),
        "floating": faces.get("floating", True),
        "opener": faces.get("opener", ""),
        "dataLayer": faces.get("data_layer", False),
        "logo": f"{api}/w/{site.logo}" if site.logo else None,
        "visits": site.asks_visits,
        "beacons": True,
        "country": site.country,
        "look": colours.look(look.get("colour", ""), look.get("position", "")),
        "seconds": rules.COUNTDOWN_SECONDS,
        "pow": site.proof_of_work,
        "organisation": site.organisation_name,
        "privacyUrl": site.privacy_url or None,
        "nameField": look.get("name_field", True),
        "phone": look.get("phone") or None,
        "email": site.writing.get("email") or None,
    }


def words(site: SiteFacts, language: str, api: str, made: Built) -> dict[str, Any]:
    """What the widget says in one language, and the dialog that speaks it. Without a consent of its own: the site's."""
    short = made.language(language)
    bundle, own = made.dialogs[short], made.words[short]
    said = site.appearance if language == site.language else site.languages.get(language, {})
    consent = said.get("consent", "")
    version = rules.consent_version(consent) if consent else site.consent_version
    return {
        "language": language,
        "dir": "rtl" if short in RIGHT_TO_LEFT else "ltr",
        "title": said.get("title") or own["title"],
        "text": said.get("text", ""),
        "button": said.get("button") or own["button"],
        "failed": own["failed"],
        "prompts": _prompts(site, language),
        "variant": _second(site, language) or None,
        "departments": [
            {"key": one.key, "name": one.names.get(language) or one.name, "pages": one.pages}
            for one in site.departments
            if one.group_id
        ],
        "consent": {"text": consent or site.consent_texts[version], "version": version},
        "dialog": _address(bundle, api),
        "parts": {
            name: _address(made.parts[name][short], api) | ({"label": own["talk"]} if name == "talk" else {})
            for name in _parts(site)
            if name in made.parts
        },
        "agreements": {
            purpose: {"text": one.text, "version": one.version}
            for purpose in _asked(site)
            for one in (agreements.agreement(site, purpose, language),)
        },
    }


def _prompts(site: SiteFacts, language: str, *, second: bool = False) -> dict[str, dict[str, str]]:
    """By a rule's id: the words of the dialog it opens, where it has its own."""
    own = {str(rule.id): rule.words(language, second=second) for rule in site.prompt_rules if rule.poll is None}
    return {key: said for key, said in own.items() if said}


def _second(site: SiteFacts, language: str) -> dict[str, Any]:
    """What half of the visitors read otherwise in a language."""
    said: dict[str, Any] = {name: text for name, text in site.variants.get(language, {}).items() if text}
    prompts = _prompts(site, language, second=True)
    return said if prompts == _prompts(site, language) else said | {"prompts": prompts}


def _address(bundle: Bundle, api: str) -> dict[str, str]:
    return {"url": f"{api}/w/{bundle.name}", "integrity": bundle.integrity}


def _parts(site: SiteFacts) -> list[str]:
    """What of the dialog the site has on beyond a callback's form: each is fetched when it is first needed."""
    wanted = {
        "faces": True,
        "hold": site.holds,
        "known": True,
        "message": site.writing.get("active", True),
        "poll": any(rule.poll for rule in site.prompt_rules),
        "talk": talking.offered(site),
        "proof": site.proof_of_work,
        "times": site.terms.offered,
        "watch": bool(site.prompt_rules),
    }
    return [name for name, on in wanted.items() if on]


def _asked(site: SiteFacts) -> list[str]:
    """What visitors are asked to agree to beside a callback."""
    writes = not {"message", "poll"}.isdisjoint(_parts(site))
    wanted = {agreements.MESSAGE: writes, agreements.OFFERS: site.writing.get("offers", False)}
    return [purpose for purpose, on in wanted.items() if on]


def _languages(site: SiteFacts, api: str, made: Built) -> dict[str, Any]:
    """By two letters, for a site that speaks several languages; its own among them says nothing otherwise."""
    own = site.language.partition("-")[0]
    others = {tag.partition("-")[0]: tag for tag in site.languages}
    return {short: words(site, tag, api, made) for short, tag in others.items()} | {own: {}}


def script(site: SiteFacts, api: str, made: Built) -> str:
    """The whole script of a site."""
    if site.paused:
        return _PAUSED
    entry = safe_json(config(site, api, made))
    return f"window.__ringback=window.__ringback||[];window.__ringback.push({entry});\n{made.beacon.text}"


@dataclass(frozen=True, slots=True)
class _Made:
    stamp: tuple[Hashable, ...]
    bodies: dict[str, bytes]
    tag: str


class Scripts:
    """Compressed scripts, made once for each state of a site and of the build. Safe to call from any thread."""

    def __init__(self, api: str, folder: Path = FOLDER) -> None:
        self._api = api
        self._folder = folder
        self._made: OrderedDict[str, _Made] = OrderedDict()

    def _stamp(self, site: SiteFacts) -> tuple[Hashable, ...]:
        found = built(self._folder)
        return (found.stamp, site.paused, safe_json(config(site, self._api, found)))

    def ready(self, site: SiteFacts) -> bool:
        """Whether the script is at hand, so that answering costs nothing."""
        made = self._made.get(site.key)
        return made is not None and made.stamp == self._stamp(site)

    def response(self, site: SiteFacts, accepted: str) -> Response:
        """The script in the best encoding that `accepted` (an Accept-Encoding) names; compresses at most once."""
        return self._response(
            site.key, self._stamp(site), lambda: script(site, self._api, built(self._folder)), accepted
        )

    def dialog(self, name: str, accepted: str) -> Response:
        """The dialog or a part of it, `name` "<hash>/dialog.<language>.js". Raises ProblemError 404 for any other."""
        bundle = built(self._folder).named(name)
        if bundle is None:
            raise ProblemError(404, "unknown-dialog", "There is no such file", "Load the site's script again.")
        response = self._response(name, (name,), lambda: bundle.text, accepted)
        response.headers["Cache-Control"] = _FOREVER
        return response

    def _response(self, key: str, stamp: tuple[Hashable, ...], text: Callable[[], str], accepted: str) -> Response:
        made = self._made.get(key)
        if made is None or made.stamp != stamp:
            made = self._make(key, stamp, text().encode())
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

    def _make(self, key: str, stamp: tuple[Hashable, ...], plain: bytes) -> _Made:
        bodies = {"": plain, "gzip": gzip.compress(plain, 9, mtime=0), "br": brotli.compress(plain)}
        made = _Made(stamp, bodies, sha256(plain).hexdigest()[:20])
        self._made[key] = made
        while len(self._made) > MOST_KEPT:
            self._made.popitem(last=False)
        return made


def _best(accepted: str) -> str:
    named = [part.partition(";") for part in accepted.lower().split(",")]
    wanted: Sequence[str] = [name.strip() for name, _, rest in named if rest.replace(" ", "") not in ("q=0", "q=0.0")]
    return "br" if "br" in wanted else "gzip" if "gzip" in wanted else ""
