"""The accounts slice as a Django application."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "ringback.base.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
