"""The CORS answers to origins: which pages may talk to us from a browser."""

from collections.abc import Collection

from starlette.responses import Response

MOST_AGE_SECONDS = 3600


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
