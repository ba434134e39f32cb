"""A list of employers, people or posts as spreadsheets hold them: what its columns mean, in six languages."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

from ringback.base.kit import headed_lists
from ringback.base.kit.headed_lists import Listed

MOST_FIELD = 8000

# What columns are called in the lists people have.
_NAMES: dict[str, list[str]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
_COLUMNS = {word: name for name, words in _NAMES.items() for word in words}
# "Name" is the employer's where the list is of employers, and the person's where it has a column of employers.
_NAME = frozenset({"name", "имя", "название", "nombre", "名称", "姓名", "الاسم"})


def read(content: bytes) -> Listed:
    """The rows by our names of the columns. Raises ValueError for what is no such list."""
    return headed_lists.read(content, _named, "employer", MOST_FIELD)


def _named(headings: Sequence[str]) -> list[str]:
    names = [_COLUMNS.get(heading, "") for heading in headings]
    of_name = "contact" if "employer" in names else "employer"
    return [of_name if heading in _NAME else name for heading, name in zip(headings, names, strict=True)]
