"""What the parts of the door hang on one candidacy's page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ringback.base.accounts.access import MemberRequest
    from ringback.doors.jobsearch.employers.shown import Shown


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the page. `render` gives safe HTML, or "" to stay away; lower `order` comes first."""

    slug: str
    order: int
    render: "Callable[[MemberRequest, Shown], str]"


_panels: dict[str, Panel] = {}


def register(panel: Panel) -> None:
    """Hang `panel` on the page; the same slug again takes its place."""
    _panels[panel.slug] = panel


def rendered(request: "MemberRequest", candidacy: "Shown") -> list[str]:
    """All that have something to show, in order."""
    found = sorted(_panels.values(), key=lambda panel: (panel.order, panel.slug))
    return [html for panel in found if (html := panel.render(request, candidacy))]
