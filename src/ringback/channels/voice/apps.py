"""The voice slice as a Django application."""

from django.apps import AppConfig


class VoiceConfig(AppConfig):
    name = "ringback.channels.voice"
    label = "voice"
    default_auto_field = "django.db.models.BigAutoField"
