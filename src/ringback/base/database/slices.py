"""A slice whose parts have models of their own, as one Django application."""

from collections.abc import Sequence
from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import import_string


class SliceConfig(AppConfig):
    """`parts`: the folders within the slice that have models, the lower first. Import this class by its module only:
    Django takes every AppConfig that a slice's `apps` names for one of its own.
    """

    default_auto_field = "django.db.models.BigAutoField"
    parts: Sequence[str] = ()

    def import_models(self) -> None:
        """The slice's own models, and those of its parts."""
        super().import_models()
        for part in self.parts:
            import_module(f"{self.name}.{part}.models")

    def ready(self) -> None:
        """Register what the slice keeps, offers and shows, once the models of the rooms below are there."""
        import_string(f"{self.name}.registrations.register")()
