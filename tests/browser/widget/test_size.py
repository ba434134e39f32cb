"""What every visitor of every customer downloads: at most 8 kB gzip, in every language, with every text."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

TEXTS = Path(__file__).parents[3] / "widget/texts"
LANGUAGES = sorted(path.stem for path in TEXTS.glob("*.json"))
LIMIT_BYTES = 8000


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bundle_is_small(bundle: Path, language: str) -> None:
    content = bundle.with_name(f"widget.{language}.js").read_bytes()
    assert len(gzip.compress(content, 9)) <= LIMIT_BYTES


def test_the_plain_bundle_is_the_english_one(bundle: Path) -> None:
    assert bundle.read_bytes() == bundle.with_name("widget.en.js").read_bytes()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_everything(language: str) -> None:
    english, texts = (json.loads((TEXTS / f"{name}.json").read_text("utf8")) for name in ("en", language))
    assert list(texts) == list(english)
    assert all(texts.values())
    for key, place in (("text", "{seconds}"), ("retry", "{time}")):
        assert place in texts[key]


def test_no_trace_of_what_strict_pages_forbid(bundle: Path) -> None:
    code = bundle.read_text("utf8")
    for forbidden in (
        "innerHTML",
        "insertAdjacentHTML",
        "eval(",
        "new Function",
        "document.write",
        "localStorage",
        "cookie",
    ):
        assert forbidden not in code
