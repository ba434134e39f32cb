"""The insight slice as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ringback.desk import navigation


class InsightConfig(AppConfig):
    name = "ringback.insight"
    label = "insight"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hang the reports in the navigation."""
        navigation.register(
            navigation.Item("kept", _("On time"), "insight:kept", "circle-check", 40, permission="calls.see")
        )
