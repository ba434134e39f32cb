"""When an organisation lets people be called (MISSION W8)."""

from dataclasses import dataclass

from ringback.core.hours import norms, rules
from ringback.core.hours.models import CallingWindow
from ringback.core.hours.rules import Week


@dataclass(frozen=True, slots=True)
class Window:
    """The permitted hours of each day by the called person's clock; `source` says where they come from."""

    week: Week
    on_holidays: bool
    source: str
    is_norm: bool


def window_of(organisation_id: int) -> Window:
    """The organisation's own window, else the norm. One query."""
    row = CallingWindow.objects.filter(organisation_id=organisation_id).first()
    if row is None:
        norm = norms.calling_window()
        return Window(norm.week, norm.on_holidays, norm.source, is_norm=True)
    return Window(rules.week_of(row.weekly), row.on_holidays, row.source, is_norm=False)
