from django.db import migrations, models

from ringback.base.database.operations import AddIndexBeside


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('people', '0006_ledger'),
    ]

    operations = [
        AddIndexBeside(
            model_name='consent',
            index=models.Index(condition=models.Q(('withdrawal_logged_at', None), ('withdrawn_at__isnull', False)), fields=['id'], name='withdrawal_unlogged'),
        ),
    ]
