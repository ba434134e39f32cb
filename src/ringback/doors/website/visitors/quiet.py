"""Who says that nothing shall be kept of them: Do Not Track, and Global Privacy Control."""

from starlette.requests import Request


def is_quiet(request: Request) -> bool:
    """Whether the browser asks to be left alone."""
    return request.headers.get("dnt") == "1" or request.headers.get("sec-gpc") == "1"
