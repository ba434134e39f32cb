"""The desk slice as a Django application."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "ringback.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
