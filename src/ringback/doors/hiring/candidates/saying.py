"""What candidates read on an opening's public page, in the languages openings are written in."""

from pathlib import Path

from ringback.base.kit.tongues import Vocabulary

VOCABULARY = Vocabulary(Path(__file__).parent / "languages")
