"""The kinds of message that belong to no door."""

from django.utils.translation import gettext_lazy as _

from ringback.channels.messages.kinds import Kind

TEST = Kind("test", _("Test message"), ("name",), samples={"name": "Mira Novak"})

OWN = (TEST,)
