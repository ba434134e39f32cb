"""What is said of a chosen time to its visitor."""

from pathlib import Path

from ringback.base.kit.tongues import Vocabulary

VOCABULARY = Vocabulary(Path(__file__).parent / "languages")
