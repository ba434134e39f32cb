"""Where every signed-in page lives. The public hot path is mounted beside Django, in `asgi`."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("ringback.desk.urls")),
    path("", include("ringback.channels.voice.urls")),
    path("sites/", include("ringback.doors.website.urls")),
    path("team/", include("ringback.base.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("operator/", admin.site.urls),
]
