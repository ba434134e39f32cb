"""The promises slice as a Django application."""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class PromisesConfig(AppConfig):
    name = "ringback.core.promises"
    label = "promises"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tie this slice to the rooms below it, once their models are there."""
        import_string("ringback.core.promises.registrations.register")()
        import_string("ringback.core.promises.personal_data.register")()
        import_string("ringback.core.promises.housekeeping.register")()
        import_string("ringback.core.promises.calendars.register")()
