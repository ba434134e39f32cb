"""What the parts of a door hang on the page of one thing: each a piece of HTML, in an order."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from ringback.base.accounts.access import MemberRequest

About = TypeVar("About")


@dataclass(frozen=True, slots=True)
class Panel(Generic[About]):
    """A part of the page. `render` gives safe HTML, or "" to stay away; lower `order` comes first."""

    slug: str
    order: int
    render: "Callable[[MemberRequest, About], str]"


class Panels(Generic[About]):
    """The panels of one kind of page, which has looked already whether the member may see the thing."""

    def __init__(self) -> None:
        self._panels: dict[str, Panel[About]] = {}

    def register(self, panel: Panel[About]) -> None:
        """Hang `panel` on the page; the same slug again takes its place."""
        self._panels[panel.slug] = panel

    def rendered(self, request: "MemberRequest", about: About) -> list[str]:
        """All that have something to show, in order."""
        found = sorted(self._panels.values(), key=lambda panel: (panel.order, panel.slug))
        return [html for panel in found if (html := panel.render(request, about))]
