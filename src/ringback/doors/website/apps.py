"""The website slice as a Django application."""

from django.utils.translation import gettext_lazy as _

from ringback.base.database import slices


class WebsiteConfig(slices.SliceConfig):
    name = "ringback.doors.website"
    label = "website"
    verbose_name = _("Website")
    parts = ("visitors", "prompts", "writing", "polls", "proving")
