"""What a site offers of times to choose: said by who sets it up."""

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, require
from ringback.base.kit.errors import FieldError
from ringback.doors.website.services.sites import locked
from ringback.doors.website.slots.rules import LENGTHS, MOST_DAYS, Terms

MOST_NOTICE_MINUTES = 7 * 24 * 60
AFTER_HOURS = ("times", "message", "call")


def save_terms(actor: Actor, site_id: int, terms: Terms) -> None:
    """Set when callbacks can be chosen on a site; what is promised stays. Raises FieldError, NotFoundError."""
    require(actor, "setup.edit", ("site", site_id))
    _check(terms)
    with transaction.atomic():
        site = locked(actor, site_id)
        site.slots = terms.to_json()
        site.save(update_fields=["slots"])
        audit(actor, "site.times_changed", f"site {site_id}", **terms.to_json())


def _check(terms: Terms) -> None:
    if terms.minutes not in LENGTHS:
        raise FieldError("minutes", _("A time cannot last this long."), _("Choose one from the list."))
    if terms.after_hours not in AFTER_HOURS:
        raise FieldError("after_hours", _("There is no such choice."), _("Choose one from the list."))
    limits = {"share_percent": (1, 100), "notice_minutes": (0, MOST_NOTICE_MINUTES), "days": (1, MOST_DAYS)}
    for name, (least, most) in limits.items():
        if not least <= getattr(terms, name) <= most:
            raise FieldError(
                name,
                _("This is out of bounds."),
                _("Choose from %(least)d to %(most)d.") % {"least": least, "most": most},
            )
