"""The website slice as a Django application."""

from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    name = "ringback.doors.website"
    label = "website"
    default_auto_field = "django.db.models.BigAutoField"
