"""Whether a time that somebody names for a promise is one to come."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError

# A year, and the month in which people already speak of the next one.
FARTHEST = timedelta(days=400)


def check_ahead(field: str, at: datetime) -> None:
    """Pass an instant to come, within about a year. Raises FieldError for `field`."""
    now = clock.now()
    if not now < at <= now + FARTHEST:
        raise FieldError(field, _("This is no time to come."), _("Choose a day within the next year."))
