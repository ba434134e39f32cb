"""What this part registers with the rooms below it."""

from django.utils.translation import gettext_lazy as _

from ringback.channels.messages.services import NoticeKind, declare_notice
from ringback.desk import callers, navigation
from ringback.doors.website.visitors import alerts, personal_data, views, writing


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    personal_data.register()
    writing.register_kinds()
    fields = ("who", "site", "page", "before", "seen_at")
    declare_notice(NoticeKind(alerts.LEAD_BACK, _("A lead has come back to a site"), fields, urgent=True))
    callers.hang(callers.Card("visit", 10, views.card))
    navigation.register(navigation.Item("visitors", _("Visitors"), "visitors:visitors", "eye", 25, "work", "calls.see"))
