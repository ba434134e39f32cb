"""What candidates said of their treatment, as far as nobody can tell whose word it is. Read-only."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import formats
from django.utils.functional import Promise as Text
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ringback.base.accounts.services import Actor
from ringback.doors.hiring.asking import rules
from ringback.doors.hiring.asking.models import Treatment
from ringback.doors.hiring.asking.rules import Shown
from ringback.doors.hiring.openings.models import Stage
from ringback.doors.hiring.openings.services import openings_of

MOST_TEXTS = 100


@dataclass(frozen=True, slots=True)
class Table:
    """One way to take the answers apart: rows of (name, what is shown); `hidden` rows have fewer than five."""

    title: str | Text
    rows: list[tuple[str, Shown]]
    hidden: int


@dataclass(frozen=True, slots=True)
class Report:
    """All of it: the whole, its parts, what was written in no order, and how many have `answered`."""

    answered: int
    whole: Shown
    tables: list[Table]
    texts: list[str]


def report(actor: Actor) -> Report:
    """What candidates of the openings within the actor's reach said. Raises NotAllowedError without any."""
    titles = dict(openings_of(actor).order_by().values_list("id", "title"))
    rows = list(Treatment.objects.filter(opening_id__in=titles).select_related("stage").order_by("id"))
    kinds = dict(Stage.Kind.choices)
    tables = [
        _table(gettext_lazy("Opening"), rows, lambda row: row.opening_id, lambda key: titles[key]),
        _table(gettext_lazy("Month"), rows, lambda row: row.month, _month),
        _table(
            gettext_lazy("Stage at the end"),
            rows,
            lambda row: row.stage.kind if row.stage else "",
            lambda key: str(kinds.get(key, _("not known"))),
        ),
    ]
    kept = rows[: rules.shown_of(len(rows))]
    texts = sorted((row.text for row in kept if row.text), key=str.casefold)[:MOST_TEXTS]
    return Report(len(rows), rules.shown([row.mark for row in rows]), tables, texts)


def _table(
    title: Text | str, rows: Sequence[Treatment], key_of: Callable[[Treatment], object], name: Callable[..., str]
) -> Table:
    marks: dict[object, list[int]] = {}
    for row in rows:
        marks.setdefault(key_of(row), []).append(row.mark)
    shown = [(key, rules.shown(found)) for key, found in marks.items()]
    named = [(name(key), one) for key, one in sorted(shown, key=lambda pair: str(pair[0]), reverse=True) if one.count]
    return Table(title, named, len(shown) - len(named))


def _month(day: date) -> str:
    return formats.date_format(day, "YEAR_MONTH_FORMAT")
