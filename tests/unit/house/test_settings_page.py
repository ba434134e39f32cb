"""Every setting is on its page, and the page names no other."""

import re
from pathlib import Path

from ringback.project import environment

PAGE = Path(__file__).parents[3] / "docs" / "settings.md"


def test_the_page_and_the_settings_agree() -> None:
    rows = dict(re.findall(r"^\| `RINGBACK_([A-Z_]+)` \| (.*?) \|", PAGE.read_text(), re.MULTILINE))
    assert set(rows) == {setting.name for setting in environment.SETTINGS}
    for setting in environment.SETTINGS:
        assert rows[setting.name] == (f"`{setting.default}`" if setting.default else "empty"), setting.name
