"""Static files, looked for once in a process, however often the middleware that serves them begins."""

from functools import wraps
from typing import Any

from ringback.project.static_files import WholeFiles


def once() -> None:
    """What one `WholeFiles` has found under an address, all have."""
    look: Any = WholeFiles.add_files_from_finders
    found: dict[str, dict[str, Any]] = {}

    @wraps(look)
    def look_once(middleware: Any) -> None:
        if middleware.static_prefix not in found:
            look(middleware)
            found[middleware.static_prefix] = dict(middleware.files)
        middleware.files.update(found[middleware.static_prefix])

    WholeFiles.add_files_from_finders = look_once
