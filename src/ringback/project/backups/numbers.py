"""Numbers of rows given after a restore: none that the lost house may have given, for the world remembers those.

A message, an attempt or a webhook is known outside by the number of its row. Were a number given twice, a receiver
would take what is new for a repetition.
"""

from django.apps import apps
from django.db import connection
from django.db.models import BigAutoField

LEAP = 1_000_000


def leap() -> None:
    """Let every table go on counting a million further."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s", [LEAP])
            return
        for model in apps.get_models(include_auto_created=True):
            key = model._meta.pk
            if isinstance(key, BigAutoField) and model._meta.managed and not model._meta.proxy:
                cursor.execute(
                    "SELECT setval(sequence, nextval(sequence) + %s) FROM pg_get_serial_sequence(%s, %s) AS sequence "
                    "WHERE sequence IS NOT NULL",
                    [LEAP, f'"{model._meta.db_table}"', key.column],
                )
