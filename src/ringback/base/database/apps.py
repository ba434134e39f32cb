"""The database slice as a Django application."""

from django.apps import AppConfig


class DatabaseConfig(AppConfig):
    name = "ringback.base.database"
    label = "database"
    default_auto_field = "django.db.models.BigAutoField"
