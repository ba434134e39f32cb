"""Several processes that want the same rows: asked without waiting; and collisions, recognised."""

from django.db import connection

# PostgreSQL's words for a deadlock and a serialization failure.
_COLLISIONS = ("40P01", "40001")


def alone() -> str:
    """An SQL condition with one text parameter, which names something: no other open transaction has asked for it.

    It holds until the transaction ends, and never waits: two who want several such things in different order would
    otherwise wait for each other. Beside SQLite there is one writer at a time, and the condition holds anyway.
    """
    if connection.vendor == "postgresql":
        return "pg_try_advisory_xact_lock(hashtextextended(%s, 0))"
    return "%s <> ''"


def collided(trouble: BaseException) -> bool:
    """Whether the database undid this transaction in favour of another, so that it may be tried again at once."""
    return getattr(trouble.__cause__, "sqlstate", None) in _COLLISIONS


def one_by_one(name: str) -> None:
    """Wait until no other open transaction has asked for `name`, and have it until this one ends.

    Beside SQLite there is one writer at a time anyway. Ask before anything is locked, so that nobody waits in a circle.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
