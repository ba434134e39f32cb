"""Fold the names of the persons that are there, so that they are found by them."""

from django.db import migrations

from ringback.core.people.rules import folded

AT_ONCE = 1000


def fold(apps, _editor):
    person = apps.get_model("people", "Person")
    last = 0
    while True:
        waiting = person.objects.filter(id__gt=last, name_key="").exclude(name="").order_by("id")
        rows = list(waiting.only("id", "name", "name_key")[:AT_ONCE])
        if not rows:
            return
        for row in rows:
            row.name_key = folded(row.name)
        person.objects.bulk_update(rows, ["name_key"])
        last = rows[-1].pk


class Migration(migrations.Migration):
    dependencies = [("people", "0002_merge_no_contact_receipts_retention")]

    operations = [migrations.RunPython(fold, migrations.RunPython.noop, elidable=True)]
