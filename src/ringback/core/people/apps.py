"""The people slice as a Django application."""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class PeopleConfig(AppConfig):
    name = "ringback.core.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Answer for the slice's own tables, once its models are there."""
        import_string("ringback.core.people.data.register_own")()
