"""The insight slice as a Django application."""

from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from ringback.desk import navigation


class InsightConfig(AppConfig):
    name = "ringback.insight"
    label = "insight"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hang the reports in the navigation, and have days counted."""
        import_string("ringback.insight.statistics.keep.register")()
        navigation.register(
            navigation.Item("statistics", _("Figures"), "insight:statistics", "chart-bar", 35, permission="calls.see")
        )
        navigation.register(
            navigation.Item("kept", _("On time"), "insight:kept", "circle-check", 40, permission="calls.see")
        )
