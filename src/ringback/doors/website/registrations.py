"""What the website door registers with the rooms below it when the application starts."""

from django.utils.translation import gettext_lazy as _

from ringback.base.accounts.services import offers_scope
from ringback.core.promises.keeping import keeps
from ringback.desk import navigation
from ringback.doors.website.keep import CallbackHandler
from ringback.doors.website.services import site_choices
from ringback.doors.website.services.requests import KIND


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    keeps(KIND, CallbackHandler())
    offers_scope("site", site_choices)
    navigation.register(
        navigation.Item("sites", _("Sites"), "website:sites", "world", 10, "setup", "setup.edit")
    )
