"""The desk slice as a Django application."""

from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from ringback.desk import navigation


class DeskConfig(AppConfig):
    name = "ringback.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hang in the navigation what lies below the desk; doors hang in theirs."""
        items = (
            navigation.Item("today", _("Today"), "desk:today", "sun", 10),
            navigation.Item(
                "missed",
                _("Missed"),
                "desk:missed",
                "phone-x",
                15,
                permission="calls.see",
                count=import_string("ringback.desk.missed.count"),
            ),
            navigation.Item("calls", _("Calls"), "voice:calls", "phone-call", 20, permission="calls.see"),
            navigation.Item("mine", _("My calls"), "desk:my-calls", "phone", 22, permission="presence.set"),
            navigation.Item("people", _("People"), "people:persons", "users", 25, permission="people.see", whole=True),
            navigation.Item(
                "messages", _("Messages"), "correspondence:outbox", "mail", 30, permission="messages.see", whole=True
            ),
            navigation.Item(
                "offers", _("Offers"), "correspondence:offers", "speakerphone", 32, permission="offers.send", whole=True
            ),
            navigation.Item("groups", _("Hunt groups"), "voice:groups", "users-group", 20, "setup", "setup.edit"),
            navigation.Item("scorecards", _("Scorecards"), "voice:scorecards", "edit", 25, "setup", "setup.edit"),
            navigation.Item("policies", _("Policies"), "promises:policies", "refresh", 35, "setup", "setup.edit"),
            navigation.Item("trunks", _("Trunks"), "voice:trunks", "route", 30, "setup", "setup.edit"),
            navigation.Item("hours", _("Hours"), "hours:calendars", "clock", 35, "setup", "setup.edit"),
            navigation.Item("webhooks", _("Webhooks"), "correspondence:webhooks", "webhook", 38, "setup", "setup.edit"),
            navigation.Item("team", _("Team"), "accounts:team", "user-shield", 40, "setup", "team.edit"),
        )
        for item in items:
            navigation.register(item)
        import_string("ringback.desk.history.register")()
        import_string("ringback.desk.written.register")()
        import_string("ringback.desk.agreed.register")()
