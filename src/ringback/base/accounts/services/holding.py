"""A restored house is held: it neither dials nor sends until its operator lets it go on."""

from datetime import datetime

from ringback.base.accounts.models import Installation
from ringback.base.accounts.services.auditing import audit_installation
from ringback.base.database import queries
from ringback.base.kit import clock

_TABLE = Installation._meta.db_table
# Asked every second by every keeper, hence plain SQL.
_HELD = f"SELECT 1 FROM {_TABLE} WHERE held_at IS NOT NULL"

# For a database that is just being brought back: nothing may dial or send from the instant it is there.
HOLD_SQL = (
    f"INSERT INTO {_TABLE} (id, dialling_stopped_at, held_at, restored_from_at) "
    "VALUES (1, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, '{at}') "
    "ON CONFLICT (id) DO UPDATE SET dialling_stopped_at = excluded.dialling_stopped_at, "
    "held_at = excluded.held_at, restored_from_at = excluded.restored_from_at, restored_at = NULL;"
)
HELD_SINCE_MIGRATION = ("accounts", "0002_held_after_a_restore")


def installation_held() -> bool:
    """Whether the installation was restored and waits for its operator: then nothing may be dialled or sent."""
    return bool(queries.fetch(_HELD))


def hold_installation(restored_from_at: datetime) -> None:
    """Hold the installation, whose rows are of `restored_from_at`, until `resume_installation`."""
    at = clock.now()
    held = {"held_at": at, "dialling_stopped_at": at, "restored_from_at": restored_from_at, "restored_at": None}
    Installation.objects.update_or_create(id=1, defaults=held)


def restore_done() -> None:
    """Note that the restore has come to its end; whoever resumes from now on may."""
    Installation.objects.filter(id=1).update(restored_at=clock.now())
    audit_installation(None, "installation.restored")
