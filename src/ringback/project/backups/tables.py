"""Which tables of a database are Ringback's: another program's may stand beside them."""

from django.apps import apps

MIGRATIONS = "django_migrations"


def own_tables() -> list[str]:
    """All that the house has models for, in order."""
    kept = (model for model in apps.get_models(include_auto_created=True) if model._meta.managed)
    return sorted({model._meta.db_table for model in kept if not model._meta.proxy})
