from django.db import migrations, models

from ringback.base.database.operations import AddIndexBeside


class Migration(migrations.Migration):
    """What was given up is counted on every page of the desk."""

    atomic = False

    dependencies = [
        ("promises", "0004_policies"),
    ]

    operations = [
        AddIndexBeside(
            model_name="promise",
            index=models.Index(
                condition=models.Q(("state__in", ["broken", "expired"])),
                fields=["organisation", "closed_at"],
                name="promise_given_up",
            ),
        ),
    ]
