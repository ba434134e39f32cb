"""What every page of the desk gets on its way out: a content security policy, toasts, its own time zone."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.http.response import HttpResponse, HttpResponseBase
from django.utils import timezone
from django_htmx.http import trigger_client_event

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; media-src 'self'; worker-src 'self'; frame-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
)

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class ContentSecurityPolicy:
    """Nothing inline, nothing from elsewhere, on every HTML page unless its view has set a policy of its own.

    A view that lets our own pages frame it (`xframe_options_sameorigin`) gets that here as well.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        if settings.DEBUG and response.status_code >= 400:
            return response  # Django's own error pages bring their styles inline
        if response.headers.get("Content-Type", "").startswith("text/html"):
            framed = response.headers.get("X-Frame-Options") == "SAMEORIGIN"
            policy = _POLICY.format(ancestors="'self'" if framed else "'none'")
            response.headers.setdefault("Content-Security-Policy", policy)
        return response


class ToastsForParts:
    """Messages of a deed that is answered with a part of a page travel in a header, to be shown as toasts.

    Not those found by a mere refresh: it runs beside others, and a message would be shown twice.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        if request.headers.get("HX-Request") != "true" or request.method in ("GET", "HEAD"):
            return response
        if not isinstance(response, HttpResponse):
            return response
        leaves = "HX-Redirect" in response.headers or 300 <= response.status_code < 400
        storage = get_messages(request)
        shown = getattr(storage, "used", False)  # a whole page has them in it
        if not leaves and not shown and (waiting := list(storage)):
            toasts = [{"level": message.level_tag, "text": str(message)} for message in waiting]
            trigger_client_event(response, "desk:toast", {"toasts": toasts})
        return response


class ForgetTimeZone:
    """A page is shown in its organisation's time zone (see `shell`); the next request starts without one."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            return self._get_response(request)
        finally:
            timezone.deactivate()
