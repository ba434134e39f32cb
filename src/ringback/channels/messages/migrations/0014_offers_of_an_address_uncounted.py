from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("correspondence", "0013_offers_counted_a_person")]

    operations = [
        migrations.RemoveIndex(model_name="message", name="message_offers"),
    ]
