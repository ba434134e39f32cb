"""What this slice registers with the rooms below it when the application starts."""

from ringback.base.accounts.services import when_member_removed
from ringback.core.promises.services.leaving import member_left


def register() -> None:
    """Register it; doing so again changes nothing."""
    when_member_removed(member_left)
