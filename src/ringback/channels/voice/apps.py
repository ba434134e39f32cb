"""The voice slice as a Django application."""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class VoiceConfig(AppConfig):
    name = "ringback.channels.voice"
    label = "voice"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tie this slice to the rooms below it, once their models are there."""
        import_string("ringback.channels.voice.membership.register")()
        import_string("ringback.channels.voice.personal_data.register")()
        import_string("ringback.channels.voice.history.register")()
        import_string("ringback.channels.voice.keep.register")()
