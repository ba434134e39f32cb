"""The voice slice as a Django application."""

from django.utils.module_loading import import_string

from ringback.base.database import slices


class VoiceConfig(slices.SliceConfig):
    name = "ringback.channels.voice"
    label = "voice"
    parts = ("reviewing", "spending", "own_line")

    def ready(self) -> None:
        """Tie this slice to the rooms below it, once their models are there."""
        import_string("ringback.channels.voice.membership.register")()
        import_string("ringback.channels.voice.personal_data.register")()
        import_string("ringback.channels.voice.history.register")()
        import_string("ringback.channels.voice.keep.register")()
        import_string("ringback.channels.voice.incoming.unserved.register")()
