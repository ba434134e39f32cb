"""What the parts of the door hang on one application's page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ringback.base.accounts.access import MemberRequest


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the page. `render` takes the entry's id and gives safe HTML, or "" to stay away.

    Lower `order` comes first. The page has looked already whether the member may see the entry.
    """

    slug: str
    order: int
    render: "Callable[[MemberRequest, int], str]"


_panels: dict[str, Panel] = {}


def register(panel: Panel) -> None:
    """Hang `panel` on the page; the same slug again takes its place."""
    _panels[panel.slug] = panel


def rendered(request: "MemberRequest", entry_id: int) -> list[str]:
    """All that have something to show, in order."""
    found = sorted(_panels.values(), key=lambda panel: (panel.order, panel.slug))
    return [html for panel in found if (html := panel.render(request, entry_id))]
