from django.db import migrations, models

from ringback.base.database.operations import AddIndexBeside


class Migration(migrations.Migration):

    atomic = False

    dependencies = [("correspondence", "0007_offers_to_many")]

    operations = [
        AddIndexBeside(
            model_name="message",
            index=models.Index(
                condition=models.Q(("campaign__isnull", False)), fields=["campaign", "state"], name="message_campaign"
            ),
        ),
    ]
