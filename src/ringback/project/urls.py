"""Where every signed-in page lives. The public hot path is mounted beside Django, in `asgi`."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
