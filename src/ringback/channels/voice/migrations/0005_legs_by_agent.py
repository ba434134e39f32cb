from django.db import migrations, models

from ringback.base.database.operations import AddIndexBeside


class Migration(migrations.Migration):
    """Whose phone was rung last, and whose conversation ended last, is read from the legs."""

    atomic = False

    dependencies = [
        ('voice', '0004_whom_a_group_rings'),
    ]

    operations = [
        AddIndexBeside(
            model_name='leg',
            index=models.Index(fields=['agent', 'id'], name='leg_of_agent'),
        ),
    ]
