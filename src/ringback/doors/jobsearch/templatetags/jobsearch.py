"""What the job search door's templates need beyond the desk's: the pages of the workspace."""

from django import template
from django.utils.translation import ngettext

from ringback.desk.tabs import Link
from ringback.doors.jobsearch import tabs

register = template.Library()


@register.simple_tag
def search_menu(here: str = "") -> list[Link]:
    """The pages of the workspace; `here` is the slug of the one that is shown."""
    return tabs.links(here)


@register.filter
def days_of(days: int) -> str:
    """ "1 day", "3 days"."""
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
