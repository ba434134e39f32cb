"""What is said of interviews to candidates: by the clock of the place or their own."""

from pathlib import Path

from ringback.base.kit.tongues import Vocabulary

VOCABULARY = Vocabulary(Path(__file__).parent / "languages")
