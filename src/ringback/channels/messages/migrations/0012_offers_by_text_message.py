from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("correspondence", "0011_messages_from_websites")]

    operations = [
        migrations.AddField(
            model_name="offercampaign",
            name="way",
            field=models.CharField(db_default="mail", default="mail", max_length=8),
        ),
        migrations.AddField(
            model_name="offertext",
            name="sms",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AlterField(
            model_name="offertext",
            name="body",
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name="offertext",
            name="subject",
            field=models.CharField(blank=True, max_length=250),
        ),
    ]
