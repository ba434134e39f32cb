"""The website slice as a Django application."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

PARTS = ("visitors", "prompts", "writing", "polls", "proving")


class WebsiteConfig(AppConfig):
    name = "ringback.doors.website"
    label = "website"
    verbose_name = _("Website")
    default_auto_field = "django.db.models.BigAutoField"

    def import_models(self) -> None:
        """The slice's own models, and those of its parts."""
        super().import_models()
        for part in PARTS:
            import_module(f"{self.name}.{part}.models")

    def ready(self) -> None:
        """Register what this door keeps, offers and shows, once the models of the rooms below are there."""
        import_string("ringback.doors.website.registrations.register")()
