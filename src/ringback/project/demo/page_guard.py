"""Who may show the phones page and press its buttons: it listens on loopback, where any web page could knock."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}
_SAFE = {"GET", "HEAD"}


def policy(public_origins: tuple[str, ...]) -> str:
    """The page's Content-Security-Policy: nothing from elsewhere, framed by ourselves and `public_origins`."""
    frames = " ".join(["'self'", *public_origins])
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        f"base-uri 'none'; form-action 'none'; frame-ancestors {frames}"
    )


def known_host(host: str, public_origins: tuple[str, ...]) -> bool:
    """Whether the Host header names us. Another name means that some page's DNS points here (rebinding)."""
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    return name in _LOOPBACK or any(urlsplit(origin).netloc == host for origin in public_origins)


def same_origin(headers: Headers, scheme: str) -> bool:
    """Whether a request that changes something comes from the page itself.

    Browsers always send Origin or Sec-Fetch-Site with a POST; what sends neither is no browser.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    return origin is None or urlsplit(origin)[:2] == (scheme, headers.get("host", ""))


class Guard:
    """Refuses foreign hosts and foreign buttons, and puts the safety headers on every answer."""

    def __init__(self, app: ASGIApp, public_origins: tuple[str, ...]) -> None:
        self._app = app
        self._origins = public_origins
        self._policy = policy(public_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["content-security-policy"] = self._policy
                headers["x-content-type-options"] = "nosniff"
                headers["referrer-policy"] = "no-referrer"
                headers["cross-origin-resource-policy"] = "same-origin"
                headers.setdefault("cache-control", "no-cache")
            await send(message)

        headers = Headers(scope=scope)
        if not known_host(headers.get("host", ""), self._origins):
            await _refusal("This host is not known here.")(scope, receive, guarded)
        elif scope["method"] not in _SAFE and not same_origin(headers, scope.get("scheme", "http")):
            await _refusal("Only the phones page itself may press its buttons.")(scope, receive, guarded)
        else:
            await self._app(scope, receive, guarded)


def _refusal(why: str) -> JSONResponse:
    return JSONResponse({"title": why, "status": 403}, 403, media_type="application/problem+json")
