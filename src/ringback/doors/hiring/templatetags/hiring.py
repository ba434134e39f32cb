"""What the hiring door's templates need beyond the desk's: the pages of an opening, pay in words."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ringback.desk.tabs import Menu
from ringback.desk.templatetags.desk import money_of
from ringback.doors.hiring import tabs
from ringback.doors.hiring.openings.models import Opening

register = template.Library()


@register.simple_tag(takes_context=True)
def opening_menu(context: template.Context, opening: Opening, here: str) -> Menu:
    """The way to the pages of the opening that whoever asks may open."""
    return tabs.menu(context["request"].actor, opening.pk, here)


@register.filter
def pay_of(opening: Opening) -> str:
    """The pay range in words: "2,800 – 3,400 EUR a month"; "" where nothing is said."""
    ends = [money_of(end) for end in (opening.pay_from, opening.pay_to) if end is not None]
    if not ends:
        return ""
    if len(ends) == 1:
        words = _("from %(pay)s") if opening.pay_to is None else _("up to %(pay)s")
        ends = [words % {"pay": ends[0]}]
    return f"{' – '.join(dict.fromkeys(ends))} {opening.currency} {opening.get_pay_period_display()}"


@register.filter
def days_of(days: int) -> str:
    """ "1 day", "3 days"."""
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
