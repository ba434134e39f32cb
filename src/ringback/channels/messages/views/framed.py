"""Mail shown on the desk: in a frame that can run nothing, fetch nothing and reach nothing around it."""

from django.http import HttpResponse

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"


def framed(html: str, status: int = 200) -> HttpResponse:
    """`html`, which may be anybody's, as a page for a frame of ours."""
    response = HttpResponse(html, status=status)
    response.headers["Content-Security-Policy"] = _POLICY
    return response
