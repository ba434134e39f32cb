"""The verbs of the record: write, verify, export, forget."""

from ringback.doors.allocation.record.services.exporting import export
from ringback.doors.allocation.record.services.verifying import verify
from ringback.doors.allocation.record.services.writing import (
    Doing,
    forget_entries,
    keeps_record,
    write,
    write_many,
)

__all__ = ["Doing", "export", "forget_entries", "keeps_record", "verify", "write", "write_many"]
