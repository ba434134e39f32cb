"""The messages slice as a Django application. Django owns the label "messages", hence "correspondence"."""

from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class MessagesConfig(AppConfig):
    name = "ringback.channels.messages"
    label = "correspondence"
    verbose_name = _("Messages")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this channel keeps and declares, once its models are there."""
        import_string("ringback.channels.messages.registrations.register")()
