"""The allocation slice as a Django application."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

# The slices within the slice that have models, the lower first.
PARTS = (
    "campaigns",
    "record",
    "entries",
    "reviewing",
    "answers",
    "offers",
)


class AllocationConfig(AppConfig):
    name = "ringback.doors.allocation"
    label = "allocation"
    verbose_name = _("Allocation")
    default_auto_field = "django.db.models.BigAutoField"

    def import_models(self) -> None:
        """The models of the slice's parts."""
        super().import_models()
        for part in PARTS:
            import_module(f"{self.name}.{part}.models")

    def ready(self) -> None:
        """Register what this door keeps, offers and shows, once the models of the rooms below are there."""
        import_string("ringback.doors.allocation.registrations.register")()
