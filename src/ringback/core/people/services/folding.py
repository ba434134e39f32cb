"""Names that were written without being folded: by roles of the release before, while this one was taking over."""

from ringback.core.people.models import Person
from ringback.core.people.rules import folded

AT_ONCE = 1000


def fold_names(organisation_id: int) -> int:
    """Fold the organisation's names that are not, so that searching finds them; how many were looked at."""
    missing = Person.objects.filter(organisation_id=organisation_id, name_key="").exclude(name="").order_by("id")
    last = count = 0
    while rows := list(missing.filter(id__gt=last).only("id", "name")[:AT_ONCE]):
        for row in rows:
            Person.objects.filter(id=row.pk, name=row.name).update(name_key=folded(row.name))
        last, count = rows[-1].pk, count + len(rows)
    return count
