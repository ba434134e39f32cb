"""Which of the machine's fonts can draw a text: the usual ones first, and others only for what these lack."""

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError

FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("/Library/Fonts"))
# Latin, Cyrillic, Greek, Arabic and Hebrew; then Chinese and Japanese. Both are small packages of any distribution.
_FIRST = ("DejaVuSans.ttf", "NotoSans-Regular.ttf", "NotoNaskhArabic-Regular.ttf", "DroidSansFallbackFull.ttf")
_ENDINGS = (".ttf", ".otf", ".ttc")
_MOST_FILES = 600
_MOST_FONTS = 8


@dataclass(frozen=True, slots=True)
class Chosen:
    """The fonts that together draw a text, the one for most of it first, and the characters that none of them has."""

    paths: Sequence[Path]
    missing: Sequence[str]


def choose(text: str, folders: Collection[Path] = FOLDERS) -> Chosen:
    """The fonts for `text` among those in `folders`. Whitespace needs none."""
    left = {ord(character) for character in text if not character.isspace()}
    found: list[Path] = []
    for path in _candidates(tuple(folders)):
        if not left or len(found) == _MOST_FONTS:
            break
        drawn = {code for code in left if _draws(path, code)}
        if drawn:
            found.append(path)
            left -= drawn
    return Chosen(found, [chr(code) for code in sorted(left)])


@lru_cache(maxsize=8)
def _candidates(folders: tuple[Path, ...]) -> Sequence[Path]:
    """The first ones in their order, then the upright sans-serif ones, then what else there is."""
    files = [path for folder in folders if folder.is_dir() for path in sorted(folder.rglob("*"))]
    fonts = [path for path in files if path.suffix.lower() in _ENDINGS and path.is_file()][:_MOST_FILES]
    first = {name: number for number, name in enumerate(_FIRST)}

    def rank(path: Path) -> tuple[int, bool, bool, str]:
        name = path.stem.lower()
        leans = any(word in name for word in ("italic", "oblique", "bold", "light", "thin", "black"))
        return first.get(path.name, len(first)), leans, "sans" not in name, name

    return sorted(fonts, key=rank)


def _draws(path: Path, code: int) -> bool:
    starts, ends = _ranges(path)
    at = bisect_right(starts, code) - 1
    return at >= 0 and code <= ends[at]


@lru_cache(maxsize=_MOST_FILES)
def _ranges(path: Path) -> tuple[Sequence[int], Sequence[int]]:
    """The code points a font has, as first and last of each run; none for a file that is no font."""
    try:
        with path.open("rb") as stored, TTFont(stored, fontNumber=0, lazy=True) as font:
            codes = sorted(font.getBestCmap() or ())
    except (TTLibError, OSError, KeyError, ValueError):
        return (), ()
    starts: list[int] = []
    ends: list[int] = []
    for code in codes:
        if ends and code == ends[-1] + 1:
            ends[-1] = code
        else:
            starts.append(code)
            ends.append(code)
    return starts, ends
