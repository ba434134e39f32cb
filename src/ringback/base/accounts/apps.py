"""The accounts slice as a Django application."""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class AccountsConfig(AppConfig):
    name = "ringback.base.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to the sign-in library, once the models are there."""
        import_string("ringback.base.accounts.sign_in_events.listen")()
