"""What the poll registers: what is held of whom."""

from ringback.doors.hiring.asking import personal_data


def register() -> None:
    """Register it; doing so again changes nothing."""
    personal_data.register()
