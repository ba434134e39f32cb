"""The voice slice as a Django application."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import import_string

PARTS = ("reviewing", "spending")


class VoiceConfig(AppConfig):
    name = "ringback.channels.voice"
    label = "voice"
    default_auto_field = "django.db.models.BigAutoField"

    def import_models(self) -> None:
        """The slice's own models, and those of its parts."""
        super().import_models()
        for part in PARTS:
            import_module(f"{self.name}.{part}.models")

    def ready(self) -> None:
        """Tie this slice to the rooms below it, once their models are there."""
        import_string("ringback.channels.voice.membership.register")()
        import_string("ringback.channels.voice.personal_data.register")()
        import_string("ringback.channels.voice.history.register")()
        import_string("ringback.channels.voice.keep.register")()
        import_string("ringback.channels.voice.incoming.unserved.register")()
