"""The promises slice as a Django application."""

from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "ringback.core.promises"
    label = "promises"
    default_auto_field = "django.db.models.BigAutoField"
