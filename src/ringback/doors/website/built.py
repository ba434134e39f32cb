"""What the front end's build left for the widget: the beacon, a dialog a language, and the words the beacon shows."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from ringback.base.edge.problems import ProblemError

FOLDER = Path(__file__).parent / "static" / "website" / "built"
FALLBACK = "en"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


@dataclass(frozen=True, slots=True)
class Bundle:
    """One built file: its text, `name` in an address that changes with it, and what browsers check it against."""

    text: str
    name: str
    integrity: str


@dataclass(frozen=True, slots=True)
class Built:
    """One build. `dialogs` and `words` are by the language's two letters; the fallback's are always there.

    `parts`: by name and language, what the dialog fetches when it is first needed.
    """

    stamp: int
    beacon: Bundle
    dialogs: Mapping[str, Bundle]
    words: Mapping[str, Mapping[str, str]]
    parts: Mapping[str, Mapping[str, Bundle]] = field(default_factory=dict)

    def named(self, name: str) -> Bundle | None:
        """The dialog or part with this name, "<hash>/dialog.de.js"; None where this build has none such."""
        fetched = (self.dialogs, *self.parts.values())
        return next((one for bundles in fetched for one in bundles.values() if one.name == name), None)

    def language(self, tag: str) -> str:
        """The language the widget speaks where a site says `tag`."""
        short = tag.partition("-")[0].lower()
        return short if short in self.dialogs else FALLBACK


def built(folder: Path = FOLDER) -> Built:
    """The build in `folder`, read again when it was built again. Raises ProblemError 503 when there is none."""
    try:
        return _read(folder, (folder / "beacon.js").stat().st_mtime_ns)
    except (OSError, KeyError) as error:
        raise ProblemError(503, "not-built", "The widget has not been built") from error


@lru_cache(maxsize=2)
def _read(folder: Path, stamp: int) -> Built:
    dialogs = {path.suffixes[0][1:]: _bundle(path) for path in sorted(folder.glob("dialog.*.js"))}
    words = json.loads((folder / "words.json").read_text())
    parts: dict[str, dict[str, Bundle]] = {}
    for path in sorted(folder.glob("part-*.*.js")):
        name, language, _ending = path.name.removeprefix("part-").split(".")
        parts.setdefault(name, {})[language] = _bundle(path)
    dialogs[FALLBACK], words[FALLBACK]  # without them there is nothing to fall back to
    return Built(stamp, _bundle(folder / "beacon.js"), dialogs, words, parts)


def _bundle(path: Path) -> Bundle:
    text = path.read_text()
    digest = sha256(text.encode()).digest()
    return Bundle(text, f"{digest.hex()[:16]}/{path.name}", f"sha256-{base64.b64encode(digest).decode()}")
