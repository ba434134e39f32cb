"""The hours slice as a Django application."""

from django.apps import AppConfig


class HoursConfig(AppConfig):
    name = "ringback.core.hours"
    label = "hours"
    default_auto_field = "django.db.models.BigAutoField"
