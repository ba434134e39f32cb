"""The job search slice as a Django application."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

# The slices within the slice that have models, the lower first.
PARTS = (
    "workspaces",
    "employers",
    "touches",
    "interviews",
    "calling",
    "letters",
)


class JobSearchConfig(AppConfig):
    name = "ringback.doors.jobsearch"
    label = "jobsearch"
    verbose_name = _("Job search")
    default_auto_field = "django.db.models.BigAutoField"

    def import_models(self) -> None:
        """The models of the slice's parts."""
        super().import_models()
        for part in PARTS:
            import_module(f"{self.name}.{part}.models")

    def ready(self) -> None:
        """Register what this door keeps, offers and shows, once the models of the rooms below are there."""
        import_string("ringback.doors.jobsearch.registrations.register")()
