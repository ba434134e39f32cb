"""What is loaded at start is held for as long as a process lives: heavy libraries wait until they are asked for."""

import os
import subprocess
import sys
from pathlib import Path

HEAVY = ("docx", "fontTools", "fpdf", "holidays", "PIL", "pypdf", "uharfbuzz")
LOADED = f"""
import sys
import ringback.project.asgi
print(*(name for name in {HEAVY} if name in sys.modules))
"""


def test_no_heavy_library_is_loaded_at_start(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "RINGBACK_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "ringback.project.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", LOADED], env=environment, capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert done.stdout.split() == []
