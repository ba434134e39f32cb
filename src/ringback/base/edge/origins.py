"""Which pages may talk to us from a browser: origins, read strictly, and the CORS answers to them."""

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.responses import Response

MOST_AGE_SECONDS = 3600


def origin_of(text: str) -> str | None:
    """The origin (scheme://host[:port], lower case, no default port) in `text`; None when there is none.

    A page's full address will do. International host names come out as browsers send them.
    """
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname or "", parts.port
        host = host if ":" in host else host.encode("idna").decode()
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        return None
    shown = f"[{host}]" if ":" in host else host.lower()
    default = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{shown}" + (f":{port}" if port and port != default else "")


def headers(origin: str, allowed: Collection[str]) -> dict[str, str]:
    """The CORS headers for `origin`: its own name back when it is allowed, else nothing but Vary."""
    if origin not in allowed:
        return {"Vary": "Origin"}
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Expose-Headers": "Retry-After",
        "Vary": "Origin",
    }


def preflight(origin: str, allowed: Collection[str]) -> Response:
    """The answer to a browser that asks first."""
    sent = headers(origin, allowed)
    if origin in allowed:
        sent |= {
            "Access-Control-Allow-Methods": "GET, POST",
            "Access-Control-Allow-Headers": "Content-Type, Idempotency-Key",
            "Access-Control-Max-Age": str(MOST_AGE_SECONDS),
        }
    return Response(status_code=204, headers=sent)
