"""The forms of a page as a browser would send them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

# Names of form fields that hold the id of a row, by the kind of row.
_ROWS = {
    "agent": "agent_id",
    "group": "group_id",
    "member": "member_id",
    "organisation": "organisation_id",
    "person": "person_id",
    "site": "site_id",
    "trunk": "trunk_id",
    "whom": "group_id",
}


@dataclass
class PageForm:
    """A form's address, and its fields as they stand."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)

    def with_foreign(self, ids: dict[str, Any]) -> Iterator[dict[str, str]]:
        """The fields as they stand but for one that names a row, each in turn replaced by the foreign row."""
        for name, value in self.fields.items():
            kind = name.rpartition("-")[2].removesuffix("_id")
            if kind in _ROWS:
                foreign = str(ids[_ROWS[kind]])
                yield self.fields | {name: f"{value.partition(':')[0]}:{foreign}" if ":" in value else foreign}
            elif kind == "reach":
                yield self.fields | {name: f"group:{ids['group_id']}"}
                yield self.fields | {name: f"site:{ids['site_id']}"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self._open: PageForm | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "form":
            is_post = (given.get("method") or "get").lower() == "post" or "hx-post" in given
            self._open = PageForm(given.get("hx-post") or given.get("action") or "") if is_post else None
            if self._open:
                self.forms.append(self._open)
        elif self._open is None:
            return
        elif tag in ("input", "textarea") and name:
            self._input(name, given)
        elif tag == "select" and name:
            self._select = name
            self._open.fields[name] = ""
        elif tag == "option" and self._select and ("selected" in given or not self._open.fields[self._select]):
            self._open.fields[self._select] = given.get("value") or ""
        elif tag == "button" and name:
            self._open.fields.setdefault(name, given.get("value") or "")

    def _input(self, name: str, given: dict[str, str | None]) -> None:
        assert self._open is not None
        ticked = given.get("type") not in ("checkbox", "radio") or "checked" in given
        if ticked and name != "csrfmiddlewaretoken":
            required = "required" in given and not given.get("value")
            self._open.fields[name] = "Quokka" if required else given.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        if tag == "form":
            self._open = None


def forms_of(html: str) -> list[PageForm]:
    """The forms of a page that are sent by POST, plainly or through htmx."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms
