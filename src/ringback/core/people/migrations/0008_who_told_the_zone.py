from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0007_withdrawals_unlogged"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="zone_source",
            field=models.CharField(
                blank=True,
                choices=[
                    ("said", "they said so"),
                    ("browser", "from their browser"),
                    ("city", "from their city"),
                ],
                db_default="",
                default="",
                max_length=8,
            ),
        ),
    ]
