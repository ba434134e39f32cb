from django.db import migrations, models

from ringback.base.database.operations import AddIndexBeside


class Migration(migrations.Migration):

    atomic = False

    dependencies = [("correspondence", "0008_offers_to_many_counted")]

    operations = [
        AddIndexBeside(
            model_name="message",
            index=models.Index(
                condition=models.Q(("left_at__isnull", False)), fields=["campaign"], name="message_left"
            ),
        ),
    ]
