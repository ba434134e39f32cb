"""What visitors download: every one of them the beacon, under 2.5 kB gzip; who opens it, a dialog in their language."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

TEXTS = Path(__file__).parents[3] / "widget/texts"
LANGUAGES = sorted(path.stem for path in TEXTS.glob("*.json"))
BEACON_BYTES = 2500
DIALOG_BYTES = 10_000


def test_the_beacon_is_small(bundle: Path) -> None:
    assert len(gzip.compress(bundle.read_bytes(), 9)) < BEACON_BYTES


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dialog_is_small(bundle: Path, language: str) -> None:
    content = bundle.with_name(f"dialog.{language}.js").read_bytes()
    assert len(gzip.compress(content, 9)) <= DIALOG_BYTES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_everything(language: str) -> None:
    english, texts = (json.loads((TEXTS / f"{name}.json").read_text("utf8")) for name in ("en", language))
    assert list(texts) == list(english)
    assert all(texts.values())
    for key, place in (("text", "{seconds}"), ("retry", "{time}")):
        assert place in texts[key]


@pytest.mark.parametrize("name", ["beacon.js", "dialog.en.js"])
def test_no_trace_of_what_strict_pages_forbid(bundle: Path, name: str) -> None:
    code = bundle.with_name(name).read_text("utf8")
    for forbidden in ("innerHTML", "insertAdjacentHTML", "eval(", "new Function", "document.write", "cookie"):
        assert forbidden not in code
    assert "localStorage" not in code or name == "beacon.js"
