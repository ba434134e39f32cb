"""Where every signed-in page lives. The public hot path is mounted beside Django, in `asgi`."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from ringback.base.accounts.operator_site import site as operator
from ringback.project.api import api, nothing_here

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("ringback.desk.urls")),
    path("", include("ringback.core.promises.urls")),
    path("", include("ringback.channels.voice.urls")),
    path("", include("ringback.channels.messages.urls")),
    path("hours/", include("ringback.core.hours.urls")),
    path("people/", include("ringback.core.people.urls")),
    path("sites/", include("ringback.doors.website.urls")),
    path("visitors/", include("ringback.doors.website.visitors.urls")),
    path("", include("ringback.doors.website.choosing.urls")),
    path("hiring/", include("ringback.doors.hiring.urls")),
    path("", include("ringback.doors.hiring.public_urls")),
    path("allocation/", include("ringback.doors.allocation.urls")),
    path("apply/", include("ringback.doors.allocation.public_urls")),
    path("search/", include("ringback.doors.jobsearch.urls")),
    path("insight/", include("ringback.insight.urls")),
    path("team/", include("ringback.base.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("operator/", operator.urls),
    path("api/", nothing_here),
    path("api/", api.urls),
    re_path(r"^api/", nothing_here),
]
