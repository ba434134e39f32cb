"""The presence slice as a Django application."""

from django.apps import AppConfig


class PresenceConfig(AppConfig):
    name = "ringback.base.presence"
    label = "presence"
    default_auto_field = "django.db.models.BigAutoField"
