"""How candidates are asked, in the languages of their page."""

from pathlib import Path

from ringback.base.kit.tongues import Vocabulary

VOCABULARY = Vocabulary(Path(__file__).parent / "languages")
