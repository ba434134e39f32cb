"""The voice role's parts, for tests that break one of them."""

from tests.integration.voice.conftest import shop
from tests.integration.voice.lines import media, phones, voices

__all__ = ["media", "phones", "shop", "voices"]
