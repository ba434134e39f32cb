"""The house's own norms of MISSION H11 and H12, in days; organisations may put theirs before them."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

NORMS = (
    ("specialist", 7, 10, "Recruiters' practice: a specialist is decided on within a week to ten days"),
    ("manager", 21, 28, "Recruiters' practice: a middle manager is decided on within three to four weeks"),
    ("top", 150, 180, "Recruiters' practice: a top manager is decided on within five to six months"),
    ("", 2, 14, "Recruiters' practice: an answer within two days to two weeks, two to five days on average"),
)


def add(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    norm = apps.get_model("hiring", "WaitingNorm")
    for level, from_days, to_days, source in NORMS:
        norm.objects.get_or_create(
            organisation=None, level=level, defaults={"from_days": from_days, "to_days": to_days, "source": source}
        )


def take(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("hiring", "WaitingNorm").objects.filter(organisation=None).delete()


class Migration(migrations.Migration):
    dependencies = [("hiring", "0001_initial")]
    operations = [migrations.RunPython(add, take)]
