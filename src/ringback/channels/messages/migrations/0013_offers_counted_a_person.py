from django.db import migrations, models

from ringback.base.database.operations import AddIndexBeside


class Migration(migrations.Migration):

    atomic = False

    dependencies = [("correspondence", "0012_offers_by_text_message")]

    operations = [
        AddIndexBeside(
            model_name="message",
            index=models.Index(
                condition=models.Q(("purpose", "service"), _negated=True),
                fields=["organisation", "person", "sent_at"],
                name="message_had",
            ),
        ),
    ]
