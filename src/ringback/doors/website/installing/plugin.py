"""The WordPress plugin as a zip: for any site, or one that knows its site already. `python -m` writes the former."""

import io
import json
import sys
import zipfile
from pathlib import Path

FOLDER = "ringback-callback"
_SOURCE = Path(__file__).parent / "wordpress"
_PRESET = "site.json"
# A zip's least date: the same plugin is the same bytes, whenever it is made.
_MADE = (1980, 1, 1, 0, 0, 0)


def zipped(server: str = "", key: str = "") -> bytes:
    """The plugin; with the address of a Ringback and a site's key there is nothing left to type after activating it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(_SOURCE.iterdir()):
            _put(archive, path.name, path.read_text(encoding="utf-8"))
        if key:
            _put(archive, _PRESET, json.dumps({"server": server, "key": key}))
    return packed.getvalue()


def _put(archive: zipfile.ZipFile, name: str, text: str) -> None:
    entry = zipfile.ZipInfo(f"{FOLDER}/{name}", _MADE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, text)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(zipped())
    sys.stdout.write(f"{target}\n")
