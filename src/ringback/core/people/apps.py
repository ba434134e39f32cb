"""The people slice as a Django application."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "ringback.core.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
